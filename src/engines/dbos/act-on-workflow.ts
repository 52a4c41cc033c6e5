import * as v from 'valibot';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import type { Verb } from '../../contract/verbs.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { raw, sql } from '../../query-sql/sql-template.ts';
import { withPassword } from '../kit/database-place.ts';
import type { EngineParts } from '../kit/define-store.ts';
import type { EngineDatabase, Statement } from '../kit/engine-database.ts';
import { callPackage, type PackageAnswer, type Project } from '../kit/project-package.ts';
import type { Signal } from '../kit/run-source.ts';
import { internalQueue, placeOfStep, type Workflow } from './workflow-row.ts';

type Dbos = Project & { readonly place: string; readonly database: EngineDatabase };

export function createActs(dbos: Dbos): Pick<EngineParts<Workflow>, 'actions' | 'start'> {
  return {
    actions: {
      cancelNotes: { running: 'a step that is running goes on to its end, and its result is dropped' },
      /** As DBOS's own client does (5.3.0), but never for an ended run. */
      async cancel({ id }) {
        const at = raw('(extract(epoch FROM now()) * 1000)::bigint');
        await dbos.database.write(
          v.unknown(),
          ({ table }) => sql`UPDATE ${table('workflow_status')} SET status = 'CANCELLED', owner_xid = NULL,
            queue_name = NULL, deduplication_id = NULL, started_at_epoch_ms = NULL, updated_at = ${at}, completed_at = ${at}
            WHERE workflow_uuid = ${id} AND status IN ('PENDING', 'ENQUEUED', 'DELAYED')`,
        );
        return { type: 'sent' };
      },
      restartFrom: { keeps: 'the results of the steps before it' },
      /** Forks a new run with the results of the steps before `fromStep`. */
      async restart({ id, own }, { fromStep, ...options }) {
        const step = fromStep === undefined ? 0 : placeOfStep(fromStep);
        if (step === undefined) return { type: 'refused', reason: 'it has no such step to begin again at' };
        const application = own.application_name ?? undefined;
        return toStarted(await callClient(dbos, { fork: { id, step, application } }, options));
      },
      verbs: workflowVerbs,
      perform({ id }, { verb, name, payload }, options) {
        const asked = verb === 'resume' ? { resume: { id } } : { send: { id, topic: name }, args: [payload] };
        return callClient(dbos, asked, options);
      },
    },
    start: (request, options) => startWorkflow(dbos, request, options),
  };
}

const workflowVerbs: readonly Verb[] = [
  {
    id: 'resume',
    label: 'resume',
    of: 'a canceled run',
    isFor: ({ status }) => status === 'canceled',
    notes: [
      'It goes on after the steps that it has recorded. A step that ran when it was canceled runs again.',
      'Only a process of its own version of the application takes it up.',
    ],
  },
  {
    id: 'send',
    label: 'send a message',
    of: 'a run that waits',
    isFor: ({ status }) => status === 'waiting',
    input: { name: 'topic', isNameOptional: true },
    notes: [
      'DBOS keeps neither the topic that a run waits for, nor whether it waits for an event in place of one.',
    ],
  },
];

async function startWorkflow(dbos: Dbos, request: StartRequest, options: Signal): Promise<StartResult> {
  const { workflow: workflowName, id: workflowID, input = [], by: authenticatedUser } = request;
  const lastOfName: Statement =
    schema => sql`SELECT class_name AS "workflowClassName", config_name AS "workflowConfigName",
      coalesce(queue_name, ${internalQueue}) AS "queueName", queue_partition_key AS "queuePartitionKey",
      application_name AS "applicationName"
    FROM ${schema.table('workflow_status')} WHERE name = ${workflowName} ORDER BY created_at DESC LIMIT 1`;
  const [last] = await dbos.database.read(v.looseObject({}), lastOfName, options);
  if (!last) {
    const reason = `no workflow ${sanitizeLine(workflowName)} has run before`;
    return { type: 'refused', reason, hint: 'DBOS would keep a name that it does not know queued for ever' };
  }
  const args = Array.isArray(input) ? input : [input];
  if (request.retryOf !== undefined && JSON.stringify(args).includes('"$type"'))
    return { type: 'refused', reason: 'the input has values that JSON cannot hold: run it again as it was' };
  const start = { ...last, workflowName, workflowID, authenticatedUser };
  return toStarted(await callClient(dbos, { start, args }, options));
}

/** A fork would stay in the version of its origin, which a deploy may have ended: it gets the latest one. */
const script = `
const nothing = () => {};
call(async ({ DBOSClient }, { url, schema, fork, start, resume, send, args }) => {
  const logger = { info: nothing, debug: nothing, warn: nothing, error: nothing };
  const client = await DBOSClient.create({ systemDatabaseUrl: url, systemDatabaseSchemaName: schema, logger });
  if (resume) return client.resumeWorkflow(resume.id).then(nothing);
  if (send) return client.send(send.id, args[0], send.topic).then(nothing);
  if (start) return (await client.enqueue(start, ...args)).workflowID;
  const { versionName: applicationVersion } = await client.getLatestApplicationVersion(fork.application);
  return client.forkWorkflow(fork.id, fork.step, { applicationVersion });
});
`;

async function callClient(dbos: Dbos, request: object, options: Signal): Promise<PackageAnswer> {
  const { database, place, isForeign = false, projectFolder, secretVariables } = dbos;
  const { name: schema } = await database.schema(options);
  // The URL has the password, since the program gets no variable with a secret.
  const url = withPassword(place, isForeign).replace(/#.*/s, '');
  const sdk = { isForeign, package: '@dbos-inc/dbos-sdk', script, input: { url, schema, ...request } };
  return callPackage({ projectFolder, secretVariables, ...sdk, ...options });
}

function toStarted(answer: PackageAnswer): StartResult {
  return answer.type === 'sent' ? { type: 'started', id: String(answer.value) } : answer;
}
