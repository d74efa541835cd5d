import Stripe from "stripe";

/** The one version that is spoken: what the installed SDK sends. */
export const API_VERSION: string = Stripe.API_VERSION;
