import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/lib/server/auth-options";

type Context = { params: Promise<{ nextauth: string[] }> };

// Built per request, so that the settings are read when somebody asks and not while the product is built.
const handler = (request: NextRequest, context: Context): Promise<Response> =>
  NextAuth(request, context, authOptions());

export { handler as GET, handler as POST };
