import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import {
  explanationAnswerSchema,
  explanationSchema,
  failureListSchema,
  failureTallySchema,
  sharedValueSchema,
  sinceSchema,
  valueSetSchema,
} from '../../protocol/explanation-schema.ts';
import { problemSchema } from '../../protocol/problem.ts';
import {
  cancelBodySchema,
  claimBodySchema,
  ingestBodySchema,
  markBodySchema,
  startBodySchema,
} from '../../protocol/request-schemas.ts';
import {
  cancelAnswerSchema,
  claimAnswerSchema,
  countsSchema,
  healthSchema,
  ingestAnswerSchema,
  lateRunsSchema,
  markAnswerSchema,
  markListSchema,
  runListSchema,
  serverSchema,
  startAnswerSchema,
  suggestionsSchema,
  workflowListSchema,
  writerRequestsSchema,
} from '../../protocol/response-schemas.ts';
import { runEventSchema } from '../../protocol/run-event-schema.ts';
import {
  errorSummarySchema,
  logSchema,
  messageSchema,
  runErrorSchema,
  runSchema,
  runSummarySchema,
  spanSchema,
  stepSchema,
  tracePageSchema,
  triggerSchema,
  usageItemSchema,
} from '../../protocol/run-schema.ts';

const named: Readonly<Record<string, v.GenericSchema>> = {
  RunList: runListSchema,
  RunSummary: runSummarySchema,
  Run: runSchema,
  Trigger: triggerSchema,
  RunError: runErrorSchema,
  UsageItem: usageItemSchema,
  Message: messageSchema,
  Step: stepSchema,
  TracePage: tracePageSchema,
  Span: spanSchema,
  Log: logSchema,
  FailureList: failureListSchema,
  FailureTally: failureTallySchema,
  ErrorSummary: errorSummarySchema,
  ExplanationAnswer: explanationAnswerSchema,
  FailureExplanation: explanationSchema,
  ValueSet: valueSetSchema,
  SharedValue: sharedValueSchema,
  SinceWhen: sinceSchema,
  Counts: countsSchema,
  WorkflowList: workflowListSchema,
  LateRuns: lateRunsSchema,
  Suggestions: suggestionsSchema,
  CancelRequest: cancelBodySchema,
  CancelAnswer: cancelAnswerSchema,
  FailureMarkList: markListSchema,
  FailureMarkRequest: markBodySchema,
  FailureMarkAnswer: markAnswerSchema,
  StartRequest: startBodySchema,
  StartAnswer: startAnswerSchema,
  Batch: ingestBodySchema,
  BatchAnswer: ingestAnswerSchema,
  RunEvent: runEventSchema,
  ClaimRequest: claimBodySchema,
  ClaimAnswer: claimAnswerSchema,
  WriterRequests: writerRequestsSchema,
  Server: serverSchema,
  Health: healthSchema,
  Problem: problemSchema,
};

export type JsonObject = Readonly<Record<string, unknown>>;

const prefix = '#/components/schemas/';

/** JSON Schema of the form on the wire. Named schemas become references. */
export function toSchema(schema: v.GenericSchema): JsonObject {
  const name = names.get(schema);
  return name === undefined ? convert(schema) : { $ref: `${prefix}${name}` };
}

export function namedSchemas(): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, convert(schema)]));
}

function convert(schema: v.GenericSchema): JsonObject {
  const {
    $schema: _,
    $defs: __,
    ...converted
  } = toJsonSchema(schema, {
    typeMode: 'input',
    // All JSON numbers are finite.
    ignoreActions: ['finite'],
    target: 'draft-2020-12',
    // Without the schema itself, which would become a reference to itself.
    definitions: Object.fromEntries(Object.entries(named).filter(([, other]) => other !== schema)),
    overrideRef: ({ referenceId }) => `${prefix}${referenceId}`,
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      const name = valibotSchema === schema ? undefined : names.get(valibotSchema);
      return name === undefined ? jsonSchema : { $ref: `${prefix}${name}` };
    },
  });
  return converted;
}

const names: ReadonlyMap<unknown, string> = new Map(
  Object.entries(named).map(([name, schema]) => [schema, name]),
);
