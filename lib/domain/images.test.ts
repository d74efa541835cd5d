import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareVersions, driverServes, imageProblem, newestVersion } from "./images";

const version = fc.array(fc.nat(999), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));

describe("versions", () => {
  it.each([
    ["570.86.15", "570.9", 1],
    ["570", "570.0.0", 0],
    ["535.183.01", "550.54.14", -1],
  ] as const)("%s against %s", (a, b, order) => {
    expect(compareVersions(a, b)).toBe(order);
    expect(compareVersions(b, a)).toBe(order === 0 ? 0 : -order);
  });

  it("are ordered: a driver serves exactly what is not newer than itself", () => {
    fc.assert(
      fc.property(version, version, (driver, needed) => {
        expect(driverServes(driver, needed)).toBe(compareVersions(needed, driver) <= 0);
        expect(newestVersion([driver, null, needed])).toSatisfy(
          (newest: string) => compareVersions(newest, driver) >= 0 && compareVersions(newest, needed) >= 0,
        );
      }),
    );
  });

  it("serve nothing when they are not known", () => {
    expect(driverServes(null, "535")).toBe(false);
    expect(driverServes(null, null)).toBe(true);
    expect(newestVersion([null, undefined])).toBeNull();
  });
});

describe("an image at a place", () => {
  const image = { needsGpu: true, minDriver: "550", minDiskGib: 100 };
  const place = { available: true, gpuCount: 1, diskGib: 100, newestDriver: "550.54" };

  it.each([
    ["fits", {}, {}, null],
    ["is not there", {}, { available: false }, "image_not_in_region"],
    ["has not been looked for", {}, { available: null }, "image_not_in_region"],
    ["needs a card", {}, { gpuCount: 0 }, "image_needs_gpu"],
    ["needs a larger disk", {}, { diskGib: 99 }, "image_disk_too_small"],
    ["needs a newer driver", {}, { newestDriver: "535.183.01" }, "image_driver_too_old"],
    [
      "has no driver to ask on a machine without cards",
      { needsGpu: false },
      { gpuCount: 0, newestDriver: null },
      null,
    ],
  ] as const)("%s", (_, needs, where, problem) => {
    expect(imageProblem({ ...image, ...needs }, { ...place, ...where })).toBe(problem);
  });
});
