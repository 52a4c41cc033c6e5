import type { RunEvent } from '../../../src/contract/run-events.ts';
import type { Message } from '../../../src/model/run.ts';
import { hardId, hardNow, hardRun } from './hard-run.ts';

export const agentId = hardId(5);

const startedAt = hardNow - 290_000;

const messages: readonly Message[] = [
  { id: 'm0', role: 'system', content: 'You help customers. 顧客を助けてください。', at: startedAt },
  {
    id: 'm1',
    role: 'user',
    content: '¿Dónde está mi pedido? 我的订单在哪里？ איפה ההזמנה שלי? 📦\nIt was order 4711.',
    at: startedAt + 100,
  },
  {
    id: 'm2',
    role: 'assistant',
    thought: 'The order must be looked up first. 先に注文を調べる。',
    content: '少々お待ちください 🙏',
    at: startedAt + 2_000,
    toolCalls: [
      {
        id: 'c1',
        name: 'find_order',
        arguments: { id: 4711, token: 'invented-token-4711' },
        result: { state: '発送済み', carrier: 'ヤマト運輸 🚚' },
        durationMs: 180,
      },
      {
        id: 'c2',
        name: 'track_parcel_with_a_very_long_tool_name_that_is_cut_somewhere',
        arguments: { carrier: 'ヤマト運輸' },
        error: {
          value: { message: 'no such parcel 見つかりません' },
          name: 'NotFound',
          message: 'no such parcel 見つかりません',
        },
        durationMs: 12_400,
      },
    ],
  },
  {
    id: 'm3',
    role: 'assistant',
    content: `Your parcel is on its way. ${'It will arrive soon, 間もなく届きます。 '.repeat(12)}`,
    at: startedAt + 15_000,
  },
  { id: 'm4', role: 'レビュアー', content: { score: 0.4, 理由: '遅い' }, at: startedAt + 15_500 },
  {
    id: 'm5',
    role: 'assistant',
    at: startedAt + 16_000,
    error: { value: 'overloaded', name: 'OverloadedError', message: 'the model is overloaded' },
  },
];

/** A failed session of an agent, with thoughts, calls of tools and a role of its own. */
export const conversation: readonly RunEvent[] = [
  hardRun(5, {
    kind: 'agent',
    name: 'support-agent 客服 🤖',
    status: 'failed',
    trigger: { type: 'tool', label: 'Tool · router', raw: 'tool/router' },
    actor: 'はなこ',
    project: '顧客サポート',
    startedAt,
    finishedAt: startedAt + 16_000,
    costUsd: 1.234_5,
    models: ['claude-opus-4'],
    messageCount: messages.length,
    input: JSON.stringify('我的订单在哪里？'),
    error: {
      value: JSON.stringify({ name: 'OverloadedError', message: 'the model is overloaded' }),
      name: 'OverloadedError',
      message: 'the model is overloaded',
    },
  }),
  ...messages.map(
    (message): RunEvent => ({
      type: 'message-put',
      runId: agentId,
      id: message.id,
      message: JSON.stringify(message),
    }),
  ),
];
