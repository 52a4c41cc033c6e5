import type { EventBatch, PendingRun, RunCreated } from '../../contract/event-batch.ts';
import type { JsonText, RunEvent } from '../../contract/run-events.ts';
import { toFactText } from '../../protocol/fact-text.ts';

const factsInATurn = 200;

/** Called for a fact that cannot be said in JSON. */
type OnRefused = (run: string, error: unknown) => void;

/**
 * The facts of a batch as they are sent, made a few at a time so that the program whose runs they are goes on
 * meanwhile.
 */
export async function toFactTexts(batch: EventBatch, onRefused: OnRefused): Promise<readonly JsonText[]> {
  const texts: JsonText[] = [];
  let done = 0;
  for (const text of textsOf(batch, onRefused)) {
    texts.push(text);
    done += 1;
    if (done % factsInATurn === 0) await new Promise(resolve => setImmediate(resolve));
  }
  return texts;
}

export function toFactTextsNow(batch: EventBatch): readonly JsonText[] {
  return [...textsOf(batch, () => {})];
}

function* textsOf(batch: EventBatch, onRefused: OnRefused): Generator<JsonText> {
  for (const fact of factsOf(batch)) {
    try {
      yield toFactText(fact);
    } catch (error) {
      onRefused('runId' in fact ? fact.runId : fact.id, error);
    }
  }
}

function* factsOf(batch: EventBatch): Generator<RunEvent> {
  for (const run of batch.runs.values()) {
    yield* runFacts(run);
    yield* run.steps.values();
    yield* run.spans.values();
    yield* run.logs;
    yield* run.messages.values();
  }
}

function* runFacts({ id, created, fields }: PendingRun): Generator<RunEvent> {
  if (created) yield { ...fields, ...headerOf(created) };
  else if (Object.keys(fields).length > 0) yield { ...fields, type: 'run-changed', id };
}

/** The first word on what a run is counts. */
function headerOf({ type, id, kind, name, trigger, actor, project, parentId, createdAt }: RunCreated) {
  return { type, id, kind, name, trigger, actor, project, parentId, createdAt } as const;
}
