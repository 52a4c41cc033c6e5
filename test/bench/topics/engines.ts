import { setup } from '../../engines/install-hosts.ts';
import { fillBullmq } from '../engines/fill-bullmq.ts';
import { fillClickhouse } from '../engines/fill-clickhouse.ts';
import { fillCloudflare } from '../engines/fill-cloudflare.ts';
import { fillDbos } from '../engines/fill-dbos.ts';
import { fillMastra } from '../engines/fill-mastra.ts';
import { fillN8n } from '../engines/fill-n8n.ts';
import { fillPgBoss } from '../engines/fill-pg-boss.ts';
import type { FilledEngine } from '../engines/filled-engine.ts';
import { measureEngine } from '../engines/measure-engine.ts';
import type { Bench, Topic } from '../topic.ts';

const runs = 10_000;

export const engineTopics: readonly Topic[] = [
  engineTopic('pg-boss', fillPgBoss),
  engineTopic('dbos', fillDbos),
  engineTopic('bullmq', fillBullmq),
  engineTopic('cloudflare', fillCloudflare),
  engineTopic('mastra', fillMastra),
  engineTopic('clickhouse', fillClickhouse),
  engineTopic('n8n', fillN8n),
];

function engineTopic(name: string, fill: (runs: number) => Promise<FilledEngine>): Topic {
  return {
    name,
    part: 'engines',
    async measure({ options, say }: Bench) {
      await setup();
      const size = Math.min(options.runs, runs);
      say(`fills ${name} with ${size} runs`);
      const engine = await fill(size);
      try {
        return await measureEngine(engine);
      } finally {
        await engine.stop();
      }
    },
  };
}
