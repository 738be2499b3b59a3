/** Everything a program needs to talk to Shortlist. */
export { answer, makeClient, type Client, type ClientOptions } from "./client";
export { ApiProblem, problemOf, type FieldError } from "./problem";
export { inMemory, type Tokens, type TokenStore } from "./tokens";
export type { Upload } from "./upload";
export type { Download } from "./download";
export type { ServerEvent } from "./events";
export type { components, paths } from "./schema";

import type { components } from "./schema";

/** The shapes of the API by their names: `Shape<"MatchOut">`. */
export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];
