import type { Engine } from '../contract/engine.ts';
import { bullmqEngine } from '../engines/bullmq/bullmq-engine.ts';
import { caseEngine } from '../engines/case/case-engine.ts';
import { clickhouseEngine } from '../engines/clickhouse/clickhouse-engine.ts';
import { cloudflareEngine } from '../engines/cloudflare/cloudflare-engine.ts';
import { cloudflareTracesEngine } from '../engines/cloudflare-traces/cloudflare-traces-engine.ts';
import { dbosEngine } from '../engines/dbos/dbos-engine.ts';
import { keystrokeEngine } from '../engines/keystroke/keystroke-engine.ts';
import { mastraEngine } from '../engines/mastra/mastra-engine.ts';
import { n8nEngine } from '../engines/n8n/n8n-engine.ts';
import { otlpEngine } from '../engines/otlp/otlp-engine.ts';
import { pgBossEngine } from '../engines/pg-boss/pg-boss-engine.ts';
import { restateEngine } from '../engines/restate/restate-engine.ts';
import { temporalEngine } from '../engines/temporal/temporal-engine.ts';
import { workflowSdkEngine } from '../engines/workflow-sdk/workflow-sdk-engine.ts';

/** In a folder that several engines recognize, the first of them is used. */
export const engines: readonly Engine[] = [
  workflowSdkEngine,
  caseEngine,
  otlpEngine,
  restateEngine,
  pgBossEngine,
  dbosEngine,
  bullmqEngine,
  keystrokeEngine,
  cloudflareEngine,
  cloudflareTracesEngine,
  temporalEngine,
  mastraEngine,
  clickhouseEngine,
  n8nEngine,
];

type Sent = Pick<Engine, 'access' | 'passwordVariable' | 'isOverHttp'>;

/** The variable with the token, or the password over HTTP, for an engine's servers. */
export function tokenVariableOf({ access, passwordVariable, isOverHttp }: Sent): string | undefined {
  if (typeof access === 'object') return access.token;
  return isOverHttp ? passwordVariable : undefined;
}

export function secretVariables(sources: readonly Secrets[] = engines): readonly string[] {
  return [...new Set(sources.flatMap(secretsOf))];
}

type Secrets = Pick<Engine, 'access' | 'passwordVariable'>;

function secretsOf({ access, passwordVariable = 'PGPASSWORD' }: Secrets): readonly string[] {
  if (typeof access === 'object') return [access.token];
  return access === 'database' ? [passwordVariable] : [];
}
