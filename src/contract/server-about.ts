/** A server's version, the scopes of this user's token, and what the server can do. */
export type ServerAbout = {
  readonly version: string;
  readonly scopes: readonly string[];
  /** `startHook`: whether it passes on what no running program offers. */
  readonly can: { readonly start: boolean; readonly startHook: boolean };
};
