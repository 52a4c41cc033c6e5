import { api, db, fromTriage, http, model, modelStep, nightly, prompt, slack, step } from './flow-parts.ts';
import type { Flow } from './sample-flow.ts';

export const agents: readonly Flow[] = [
  {
    name: 'support-agent',
    kind: 'agent',
    project: 'support',
    weight: { day: 7, night: 2 },
    triggers: [slack, fromTriage, prompt],
    actors: ['grace', 'margaret', 'inbox'],
    steps: [
      modelStep('plan', 2_400, [model('claude-sonnet-4.5')]),
      step('search-orders', 320, [db('SELECT orders')], { type: 'tool', failures: ['undefinedId'] }),
      step('refund-approval', 8_000, [http('POST /v1/runs')], { type: 'tool', failures: ['hostRefused'] }),
      modelStep('answer', 3_900, [model('claude-sonnet-4.5')], { failures: ['promptTooLong'] }),
    ],
    models: ['claude-sonnet-4.5'],
    services: ['postgres', 'slack'],
    failureRate: 0.06,
  },
  {
    name: 'research-agent',
    kind: 'agent',
    project: 'growth',
    weight: { day: 4, night: 1 },
    triggers: [prompt, slack, api],
    actors: ['radia', 'tim'],
    steps: [
      modelStep('plan', 3_100, [model('gpt-5')]),
      step('search-web', 1_900, [http('GET search.example.com')], { type: 'tool', failures: ['rateLimit'] }),
      step('read-page', 1_400, [http('GET pages.example.com')], { type: 'tool', failures: ['notJson'] }),
      modelStep('answer', 9_000, [model('gpt-5')], { failures: ['promptTooLong', 'rateLimit'] }),
    ],
    models: ['gpt-5', 'gpt-5-mini'],
    services: ['search'],
    failureRate: 0.1,
  },
  {
    name: 'on-call-agent',
    kind: 'agent',
    project: 'infra',
    weight: { day: 2, night: 4 },
    triggers: [slack, nightly],
    actors: ['ken', 'system'],
    steps: [
      modelStep('plan', 1_800, [model('gpt-5-mini')]),
      step('read-metrics', 600, [http('GET metrics.example.com')], {
        type: 'tool',
        failures: ['hostRefused'],
      }),
      modelStep('answer', 2_600, [model('gpt-5-mini')]),
    ],
    models: ['gpt-5-mini'],
    services: ['metrics', 'slack'],
    failureRate: 0.05,
  },
];
