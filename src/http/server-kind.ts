import type { InspectorError } from '../model/errors.ts';
import type { RefusedResponse } from './http-refusal.ts';

/** What differs between a runlens server and the server of an engine. */
export type ServerKind = {
  /** The media types to request. */
  readonly accept: string;
  /** HTTP statuses that a retry may cure. */
  readonly transientStatuses: readonly number[];
  readonly toRefusalError: (refused: RefusedResponse) => InspectorError;
  /** The hint for a response that cannot come from this kind of server. */
  readonly wrongServerHint: string;
};
