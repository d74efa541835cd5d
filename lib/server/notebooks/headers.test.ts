import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyOf, type Headers, passSecrets, towardsBrowser, towardsGuest } from "./headers";

const origin = "https://ins-a.notebooks.example.net";
const ours = { origin, token: "t0ken" };
const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const value = fc.stringMatching(/^[ -~]{0,40}$/);
const someHeaders: fc.Arbitrary<Headers> = fc.dictionary(
  fc.oneof(
    token,
    fc.constantFrom(
      ...["connection", "transfer-encoding", "content-length", "te", "upgrade", "keep-alive", "trailer"],
      ...["proxy-connection", "expect", "cookie", "authorization", "host", "origin", "referer"],
      ...[
        "x-forwarded-for",
        "x-forwarded-host",
        "set-cookie",
        "clear-site-data",
        "strict-transport-security",
      ],
      ...["access-control-allow-origin", "location"],
    ),
  ),
  fc.array(value, { minLength: 1, maxLength: 3 }),
);
const hopByHop =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|expect)$/;

describe("what a guest gets of a request", () => {
  it("never says how the last hop was framed, nor what Connection named", () => {
    fc.assert(
      fc.property(someHeaders, fc.array(token, { maxLength: 3 }), (headers, named) => {
        const out = towardsGuest({ ...headers, connection: [named.join(", ").toUpperCase()] }, ours);
        for (const name of Object.keys(out)) {
          expect(name).not.toMatch(hopByHop);
          if (!["host", "origin", "referer", "cookie", "authorization"].includes(name))
            expect(named).not.toContain(name);
        }
      }),
    );
  });

  it("comes from the guest itself, with its token alone, whoever asks with what", () => {
    fc.assert(
      fc.property(someHeaders, (headers) => {
        const out = towardsGuest(headers, ours);
        expect(out.host).toBe("127.0.0.1:8888");
        expect(out.authorization).toBe("token t0ken");
        expect([undefined, "http://127.0.0.1:8888"]).toContain(out.origin);
        expect(Object.keys(out).filter((name) => /^(x-forwarded|forwarded)/.test(name))).toEqual([]);
        expect(out.referer === undefined || String(out.referer).startsWith("http://127.0.0.1:8888/")).toBe(
          true,
        );
      }),
    );
    expect(towardsGuest({ authorization: ["token stolen"] }, { origin, token: null })).toEqual({
      host: "127.0.0.1:8888",
    });
  });

  it("holds no cookie of ours or of the portal's, however it is written", () => {
    const reserved = fc.constantFrom(
      ...["notebook-pass=x", "__Host-notebook-pass=x", "next-auth.session-token=x", "NEXT-AUTH.csrf-token=x"],
      ...["__Secure-next-auth.session-token=x", "=notebook-pass=x", "nameless", "=next-auth.session-token=x"],
    );
    const theirs = fc.constantFrom("_xsrf=2|a|b|1", "username-127-0-0-1-8888=abc", "theme=dark", "next=1");
    fc.assert(
      fc.property(fc.array(fc.oneof(reserved, theirs)), fc.constantFrom("; ", ";", " ;  "), (pairs, gap) => {
        const { cookie = "" } = towardsGuest({ cookie: [pairs.join(gap)] }, ours);
        expect(cookie).not.toMatch(/notebook-pass|next-auth|nameless/i);
        const kept = pairs.filter((pair) => /^(_xsrf|username-|theme|next=)/.test(pair));
        expect(cookie).toBe(kept.join("; "));
      }),
    );
  });

  it("has its referer and origin rewritten, and a foreign referer left out", () => {
    const out = towardsGuest({ origin: [origin], referer: [`${origin}/lab?a=1`] }, ours);
    expect(out).toMatchObject({ origin: "http://127.0.0.1:8888", referer: "http://127.0.0.1:8888/lab?a=1" });
    expect(towardsGuest({ referer: [`${origin}.evil.example/`] }, ours).referer).toBeUndefined();
  });
});

describe("what a browser gets of an answer", () => {
  it("binds and opens nothing but the guest's own host", () => {
    fc.assert(
      fc.property(someHeaders, (headers) => {
        const out = towardsBrowser(headers);
        for (const name of Object.keys(out)) {
          expect(name).not.toMatch(hopByHop);
          expect(name).not.toMatch(
            /^(access-control-|clear-site-data|strict-transport-security|alt-svc|nel)/,
          );
        }
        expect(out["cross-origin-resource-policy"]).toBe("same-origin");
      }),
    );
  });

  it("keeps cookies on their host, and ours to us", () => {
    const cookies = [
      ...["_xsrf=1; Domain=.example.net; Path=/; HttpOnly", "a=b; domain = example.net", "c=d; Path=/x"],
      ...["notebook-pass=evil; Path=/", "__HOST-notebook-pass=evil; Secure", "=notebook-pass=evil", "bare"],
      ...["next-auth.session-token=evil"],
    ];
    expect(towardsBrowser({ "set-cookie": cookies })["set-cookie"]).toEqual([
      "_xsrf=1; Path=/; HttpOnly",
      "a=b",
      "c=d; Path=/x",
    ]);
  });

  it("turns what the guest calls itself into its host, and leaves other addresses", () => {
    const at = (location: string) => towardsBrowser({ location: [location] }).location;
    expect(at("http://127.0.0.1:8888/lab?x=1")).toBe("/lab?x=1");
    expect(at("http://localhost:8888")).toBe("/");
    expect(at("/tree")).toBe("/tree");
    expect(at("https://example.org/")).toBe("https://example.org/");
    expect(at("http://127.0.0.1:88889/")).toBe("http://127.0.0.1:88889/");
  });
});

describe("bodies and the cookie", () => {
  it("frames a body in one way", () => {
    expect(bodyOf({ "transfer-encoding": ["chunked"], "content-length": ["5"] })).toEqual({
      "transfer-encoding": "chunked",
    });
    expect(bodyOf({ "content-length": ["5"] })).toEqual({ "content-length": "5" });
    expect(bodyOf({ "content-length": ["0"] })).toBeNull();
    expect(bodyOf({})).toBeNull();
  });

  it("is found among others, also beside one of the same name", () => {
    const cookie = "a=b; notebook-pass=one; xnotebook-pass=no; notebook-pass=two";
    expect(passSecrets({ cookie }, false)).toEqual(["one", "two"]);
    expect(passSecrets({ cookie }, true)).toEqual([]);
    expect(passSecrets({}, true)).toEqual([]);
  });
});
