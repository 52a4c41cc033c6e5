import type * as v from 'valibot';
import type { PackedEvents } from '../../contract/packed-events.ts';
import type { endpoints } from '../../protocol/endpoints.ts';
import type { ProblemName } from '../../protocol/problem.ts';

export type BodyName =
  | 'ingest'
  | 'startRun'
  | 'claimStarts'
  | 'beginStarts'
  | 'cancelRun'
  | 'markFailure'
  | 'unmarkFailure';

/** The parsed body of an endpoint. */
export type BodyOf<Name extends BodyName> = v.InferOutput<(typeof endpoints)[Name]['body']>;

/** A body as it comes from the parser: the events of a large one are packed. */
export type ParsedBody<Name extends BodyName> = BodyOf<Name> | PackedBodies[Name];

type PackedBodies = {
  readonly ingest: Omit<BodyOf<'ingest'>, 'facts'> & { readonly facts: PackedEvents };
  readonly startRun: never;
  readonly claimStarts: never;
  readonly beginStarts: never;
  readonly cancelRun: never;
  readonly markFailure: never;
  readonly unmarkFailure: never;
};

/** A request to the thread that parses: the bytes of a body, by the name of its endpoint. */
export type ParseRequest = { [Name in BodyName]: ParseRequestOf<Name> }[BodyName];

type ParseRequestOf<Name> = { readonly type: Name; readonly bytes: Uint8Array };

export type ParseAnswers = { readonly [Name in BodyName]: Parsed<ParsedBody<Name>> };

/** Threads cannot pass a `ProblemError` on. */
type Parsed<Body> =
  | { readonly body: Body }
  | { readonly problem: ProblemName; readonly detail: string; readonly hint?: string };
