import { randomUUID } from 'node:crypto';

/** What is written down of a request: never what was asked or answered, nor a token's secret. */
export type RequestLine = {
  /** ISO 8601. */
  readonly time: string;
  readonly id: string;
  readonly method: string;
  /** As the API's description writes it, with names in place of ids. */
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  /** Of the answer's body, as sent. */
  readonly bytes: number;
  readonly token?: string;
  /** Whether the client went away before it had the whole answer. */
  readonly aborted?: true;
};

/** The client's own id where it is short and plain, else a new one. */
export function requestIdOf(own: string | undefined): string {
  return own !== undefined && /^[\w.-]{1,64}$/.test(own) ? own : randomUUID();
}
