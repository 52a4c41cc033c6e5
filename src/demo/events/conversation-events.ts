import type { RunEvent } from '../../contract/run-events.ts';
import type { Message, ToolCall } from '../../model/run.ts';
import type { Outline, StepOutline } from '../draw/draw-run.ts';
import { someHex, somePerson, someText } from '../draw/draw-text.ts';
import type { Random } from '../draw/random.ts';
import { mishapOf, toError, toStepId } from '../draw/step-failure.ts';

/**
 * The conversation of an agent's session: what was asked, one message for each step that was reached, and
 * small talk after it.
 */
export function toMessageFacts(random: Random, outline: Outline, isWhole: boolean): readonly RunEvent[] {
  const { id, startedAt = outline.createdAt, steps, finishedAt, status } = outline;
  const drafts: Draft[] = [
    {
      role: 'system',
      at: startedAt,
      content: `You are ${outline.flow.name}. Answer from what the tools say.`,
    },
    { role: 'user', at: startedAt, content: someText(random, random.between(1, 4)) },
  ];
  for (const [place, drawn] of steps.entries()) {
    const draft = toDraft(random, outline, drawn, place);
    if (draft) drafts.push(draft);
  }
  const rounds = isWhole && status === 'success' ? random.int(4) : 0;
  for (let round = 0; round < rounds; round += 1) {
    const at = finishedAt ?? startedAt;
    drafts.push({ role: 'user', at, content: someText(random, 1) });
    drafts.push({
      role: 'assistant',
      at,
      content: someText(random, random.between(2, 9)),
      thought: someText(random, 2),
    });
  }
  return drafts.map((draft, place): RunEvent => {
    const message: Message = { id: `message_${place + 1}`, ...draft };
    return { type: 'message-put', runId: id, id: message.id, message: JSON.stringify(message) };
  });
}

type Draft = Omit<Message, 'id'>;

function toDraft(random: Random, outline: Outline, drawn: StepOutline, place: number): Draft | undefined {
  const at = (drawn.earlier[0] ?? drawn.last).startAt;
  if (drawn.step.type === 'tool') {
    const toolCalls = [toCall(random, outline, drawn, place)];
    return { role: 'assistant', at, thought: someText(random, random.between(1, 5)), toolCalls };
  }
  if (drawn.step.name !== 'answer') return undefined;
  const { last, earlier } = drawn;
  const mishap = last.status === 'failed' ? mishapOf(outline, drawn) : undefined;
  if (mishap)
    return {
      role: 'assistant',
      at,
      error: toError(mishap, outline.flow.name, toStepId(place, earlier.length + 1)),
    };
  if (last.status !== 'success') return undefined;
  const content = `${someText(random, 3)}\n\n- ${someText(random, 1)}\n- ${someText(random, 1)}`;
  return { role: 'assistant', at, content, thought: someText(random, 3) };
}

function toCall(random: Random, outline: Outline, drawn: StepOutline, place: number): ToolCall {
  const { step, earlier, last } = drawn;
  const call = {
    id: `call_${someHex(random, 1)}`,
    name: step.name,
    arguments: { query: someText(random, 1), limit: random.between(3, 20) },
    durationMs: last.endAt === undefined ? undefined : last.endAt - last.startAt,
  };
  const mishap = last.status === 'failed' ? mishapOf(outline, drawn) : undefined;
  if (mishap)
    return { ...call, error: toError(mishap, outline.flow.name, toStepId(place, earlier.length + 1)) };
  if (last.status !== 'success') return call;
  return { ...call, result: [somePerson(random), somePerson(random)] };
}
