import type { Client } from "./client.ts";

/** What every route finds in its context. */
export interface RouteEnv {
  /** Comes with the request. */
  readonly Bindings: {
    /** Address at the other end of the connection. */
    readonly peerAddress: string;
  };
  /** Found out on the way. */
  readonly Variables: {
    /** Who asks. */
    readonly client: Client;
    /** Whether the right stream token stood in front of the path. */
    readonly hasStreamToken: boolean;
    /** Whether the admin token was given; set below `/api` only. */
    readonly isAdmin: boolean;
  };
}
