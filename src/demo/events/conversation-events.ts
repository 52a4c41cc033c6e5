import type { RunEvent } from '../../contract/run-events.ts';
import type { Message, ToolCall } from '../../model/run.ts';
import type { Random } from '../data/random.ts';
import type { SampleRun, SampleStep } from '../data/sample-flow.ts';
import { drawHex, drawPerson, drawText } from '../draw/draw-text.ts';
import { failureInStep, toRunError, toStepId } from '../draw/sample-failures.ts';

export function toMessageEvents(random: Random, run: SampleRun, isWhole: boolean): readonly RunEvent[] {
  const { id, startedAt = run.createdAt, steps, finishedAt, status } = run;
  const drafts: Draft[] = [
    {
      role: 'system',
      at: startedAt,
      content: `You are ${run.flow.name}. Answer from what the tools say.`,
    },
    { role: 'user', at: startedAt, content: drawText(random, random.between(1, 4)) },
  ];
  for (const [place, drawn] of steps.entries()) {
    const draft = toDraft(random, run, drawn, place);
    if (draft) drafts.push(draft);
  }
  const rounds = isWhole && status === 'success' ? random.int(4) : 0;
  for (let round = 0; round < rounds; round += 1) {
    const at = finishedAt ?? startedAt;
    drafts.push({ role: 'user', at, content: drawText(random, 1) });
    drafts.push({
      role: 'assistant',
      at,
      content: drawText(random, random.between(2, 9)),
      thought: drawText(random, 2),
    });
  }
  return drafts.map((draft, place): RunEvent => {
    const message: Message = { id: `message_${place + 1}`, ...draft };
    return { type: 'message-put', runId: id, id: message.id, message: JSON.stringify(message) };
  });
}

type Draft = Omit<Message, 'id'>;

function toDraft(random: Random, run: SampleRun, drawn: SampleStep, place: number): Draft | undefined {
  const at = (drawn.earlier[0] ?? drawn.last).startAt;
  if (drawn.step.type === 'tool') {
    const toolCalls = [toCall(random, run, drawn, place)];
    return { role: 'assistant', at, thought: drawText(random, random.between(1, 5)), toolCalls };
  }
  if (drawn.step.name !== 'answer') return undefined;
  const { last, earlier } = drawn;
  const failure = last.status === 'failed' ? failureInStep(run, drawn) : undefined;
  if (failure)
    return {
      role: 'assistant',
      at,
      error: toRunError(failure, run.flow.name, toStepId(place, earlier.length + 1)),
    };
  if (last.status !== 'success') return undefined;
  const content = `${drawText(random, 3)}\n\n- ${drawText(random, 1)}\n- ${drawText(random, 1)}`;
  return { role: 'assistant', at, content, thought: drawText(random, 3) };
}

function toCall(random: Random, run: SampleRun, drawn: SampleStep, place: number): ToolCall {
  const { step, earlier, last } = drawn;
  const call = {
    id: `call_${drawHex(random, 1)}`,
    name: step.name,
    arguments: { query: drawText(random, 1), limit: random.between(3, 20) },
    durationMs: last.endAt === undefined ? undefined : last.endAt - last.startAt,
  };
  const failure = last.status === 'failed' ? failureInStep(run, drawn) : undefined;
  if (failure)
    return { ...call, error: toRunError(failure, run.flow.name, toStepId(place, earlier.length + 1)) };
  if (last.status !== 'success') return call;
  return { ...call, result: [drawPerson(random), drawPerson(random)] };
}
