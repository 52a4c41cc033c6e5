import { fileEngine, startOfFile } from '../file-engine.ts';

/** Exported histories, by `temporal workflow show -o json` or the user interface. */
export const temporalEngine = fileEngine({
  kind: 'temporal',
  ending: /\.json$/i,
  hint: 'write temporal:history.json, or temporal: and a folder of such files; a server cannot be read',
  recognize: path => (isHistory(path) ? path : undefined),
  open: async options => (await import('./open-temporal-store.ts')).openTemporalStore(options),
});

const started =
  /"(?:event_?type)"\s*:\s*"(?:EVENT_TYPE_WORKFLOW_EXECUTION_STARTED|WorkflowExecutionStarted)"/i;

function isHistory(path: string): boolean {
  return /\.json$/i.test(path) && started.test(startOfFile(path, 2_048));
}
