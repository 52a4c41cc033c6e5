import type { InspectorError } from '../model/errors.ts';
import type { RefusedResponse } from './http-refusal.ts';

/** What differs between a runlens server and the server of an engine. */
export type ServerKind = {
  /** The media types that it is to answer with. */
  readonly accept: string;
  readonly toRefusalError: (refused: RefusedResponse) => InspectorError;
  /** The hint where a response cannot come from such a server. */
  readonly wrongServerHint: string;
};
