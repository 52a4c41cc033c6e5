import type * as v from 'valibot';
import type { Scope } from '../contract/served-store.ts';

export type Endpoint = {
  readonly method: 'GET' | 'POST';
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  /** What a token must allow; `undefined` where no token is needed. */
  readonly scope?: Scope;
  readonly params?: v.GenericSchema;
  readonly query?: v.GenericSchema;
  readonly body?: v.GenericSchema;
  /** By HTTP status; `stream` is of type `text/event-stream`. */
  readonly answers: Readonly<Record<number, v.GenericSchema | 'stream' | 'document' | 'not-modified'>>;
};
