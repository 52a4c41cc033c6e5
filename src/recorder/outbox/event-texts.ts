import { createYielding } from '../../async/yield-to-event-loop.ts';
import type { EventBatch, PendingRun, RunCreated } from '../../contract/event-batch.ts';
import type { JsonText, RunEvent } from '../../contract/run-events.ts';
import { toRunEventText } from '../../protocol/run-event-text.ts';

/** Called for an event that JSON cannot represent. */
type OnRefused = (run: string, error: unknown) => void;

/** Yields to the event loop, because the recorded program shares it. */
export async function toEventTexts(batch: EventBatch, onRefused: OnRefused): Promise<readonly JsonText[]> {
  const texts: JsonText[] = [];
  const yielding = createYielding();
  for (const text of textsOf(batch, onRefused)) {
    texts.push(text);
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return texts;
}

export function toEventTextsSync(batch: EventBatch): readonly JsonText[] {
  return [...textsOf(batch, () => {})];
}

function* textsOf(batch: EventBatch, onRefused: OnRefused): Generator<JsonText> {
  for (const event of eventsOf(batch)) {
    try {
      yield toRunEventText(event);
    } catch (error) {
      onRefused('runId' in event ? event.runId : event.id, error);
    }
  }
}

function* eventsOf(batch: EventBatch): Generator<RunEvent> {
  for (const run of batch.runs.values()) {
    yield* runEvents(run);
    yield* run.steps.values();
    yield* run.spans.values();
    yield* run.logs;
    yield* run.messages.values();
  }
}

function* runEvents({ id, created, fields }: PendingRun): Generator<RunEvent> {
  if (created) yield { ...fields, ...headerOf(created) };
  else if (Object.keys(fields).length > 0) yield { ...fields, type: 'run-changed', id };
}

/** These fields come from the run's first event only, because they never change. */
function headerOf(created: RunCreated) {
  const { type, id, kind, name, trigger, actor, project, parentId, retryOf, createdAt } = created;
  return { type, id, kind, name, trigger, actor, project, parentId, retryOf, createdAt } as const;
}
