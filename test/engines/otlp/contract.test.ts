import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { exceptionEvent, logsLine, type SpanText, traceA, tracesLine } from './otlp-text.ts';

const traceOf = (digit: number) => String(digit).repeat(32);

function flow(at: number, head: Partial<SpanText> = {}): readonly SpanText[] {
  const trace = traceOf(at);
  const from = at * 1_000;
  const attributes = {
    'workflow.run.id': `run_${at}`,
    'workflow.name': at % 2 ? 'signup' : 'report',
    'workflow.input': `{"n":${at},"to":"ada ${at}"}`,
  };
  const chat = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.response.model': `model-${at % 2}`,
    'gen_ai.usage.input_tokens': at,
    'gen_ai.usage.cost': at / 100,
  };
  return [
    { trace, id: `c${at}`, parent: `r${at}`, name: 'chat', from: from + 5, attributes: chat },
    {
      trace,
      id: `s${at}`,
      parent: `r${at}`,
      name: 'send mail',
      from: from + 20,
      ...(head.code === 2 ? { code: 2, events: head.events } : {}),
    },
    { trace, id: `r${at}`, name: 'run', from, to: from + 40, attributes, ...head },
  ];
}

const lines = [
  tracesLine([...flow(1), ...flow(2, { code: 2, events: [exceptionEvent('MailError', 'no such box')] })]),
  tracesLine(flow(3, { kind: 2 }), 'billing'),
  // Failures of two causes, one of which has come before, and runs that succeeded since.
  tracesLine([
    ...flow(5, { code: 2, events: [exceptionEvent('QuotaError', 'the quota of "ada 5" is used up')] }),
    ...flow(6, { code: 2, events: [exceptionEvent('MailError', 'no such box')] }),
    ...flow(7, { code: 2, events: [exceptionEvent('QuotaError', 'the quota of "ada 7" is used up')] }),
    ...flow(8),
  ]),
  // Runs that began at one time, and one without its root.
  tracesLine(
    flow(4)
      .map(span => ({ ...span, from: 1_000 }))
      .slice(0, 2),
  ),
  tracesLine([
    {
      trace: traceA,
      id: 'agent',
      from: 9_000,
      attributes: {
        'gen_ai.conversation.id': 'talk',
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'helper',
        'enduser.id': 'Ada',
        'gen_ai.input.messages': JSON.stringify([
          { role: 'user', parts: [{ type: 'text', content: 'hello there' }] },
        ]),
      },
    },
  ]),
  logsLine([
    { trace: traceOf(1), span: 's1', at: 1_021 },
    { trace: traceOf(1), at: 1_001 },
  ]),
];

describeReadableStore('OpenTelemetry files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-otlp-'));
  const path = join(folder, 'traces.jsonl');
  writeFileSync(path, lines.join(''));
  const original = readFileSync(path, 'utf8');
  let added = 0;
  return {
    open: ({ scanRows } = {}) =>
      openOtlpStore({
        place: path,
        target: { name: 'otlp', kind: 'otlp', location: path, reason: 'argument' },
        pollMs: 20,
        ...(scanRows === undefined ? {} : { scanBudget: { ms: 10_000, rows: scanRows } }),
      }),
    addRun: async () => {
      added += 1;
      appendFileSync(
        path,
        tracesLine([{ trace: `${'f'.repeat(31)}${added}`, id: `x${added}`, from: 100_000 + added }]),
      );
    },
    strangeIds: [path, '__proto__', 'constructor', ''],
    fingerprint: async () => (readFileSync(path, 'utf8').startsWith(original) ? original : 'changed'),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
