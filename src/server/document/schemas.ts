import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import * as explanation from '../../protocol/explanation-schema.ts';
import { problemSchema } from '../../protocol/problem.ts';
import * as request from '../../protocol/request-schemas.ts';
import * as response from '../../protocol/response-schemas.ts';
import { runEventSchema } from '../../protocol/run-event-schema.ts';
import * as run from '../../protocol/run-schema.ts';

const named: Readonly<Record<string, v.GenericSchema>> = {
  RunList: response.runListSchema,
  RunSummary: run.runSummarySchema,
  Run: run.runSchema,
  Trigger: run.triggerSchema,
  RunError: run.runErrorSchema,
  UsageItem: run.usageItemSchema,
  Message: run.messageSchema,
  Step: run.stepSchema,
  TracePage: run.tracePageSchema,
  Span: run.spanSchema,
  Log: run.logSchema,
  FailureList: explanation.failureListSchema,
  FailureTally: explanation.failureTallySchema,
  ErrorSummary: run.errorSummarySchema,
  ExplanationAnswer: explanation.explanationAnswerSchema,
  FailureExplanation: explanation.explanationSchema,
  ValueSet: explanation.valueSetSchema,
  SharedValue: explanation.sharedValueSchema,
  SinceWhen: explanation.sinceSchema,
  Counts: response.countsSchema,
  WorkflowList: response.workflowListSchema,
  LateRuns: response.lateRunsSchema,
  Suggestions: response.suggestionsSchema,
  CancelRequest: request.cancelBodySchema,
  CancelAnswer: response.cancelAnswerSchema,
  FailureMarkList: response.markListSchema,
  FailureMarkRequest: request.markBodySchema,
  FailureMarkAnswer: response.markAnswerSchema,
  StartRequest: request.startBodySchema,
  StartAnswer: response.startAnswerSchema,
  Batch: request.ingestBodySchema,
  BatchAnswer: response.ingestAnswerSchema,
  RunEvent: runEventSchema,
  ClaimRequest: request.claimBodySchema,
  ClaimAnswer: response.claimAnswerSchema,
  WriterRequests: response.writerRequestsSchema,
  Server: response.serverSchema,
  Health: response.healthSchema,
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
