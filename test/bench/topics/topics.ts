import { largePgBossTopic } from '../engines/large-pg-boss.ts';
import type { Topic } from '../topic.ts';
import { actsTopic } from './acts.ts';
import { bigRunTopic } from './big-run.ts';
import { blockedTopic } from './blocked.ts';
import { clientsTopic } from './clients.ts';
import { compareTopic } from './compare.ts';
import { compareKeysTopic } from './compare-keys.ts';
import { countsTopic } from './counts.ts';
import { engineTopics } from './engines.ts';
import { failingEnginesTopic } from './failing-engines.ts';
import { failureCostsTopic } from './failure-costs.ts';
import { failureKeysTopic } from './failure-keys.ts';
import { failuresTopic } from './failures.ts';
import { fairnessTopic } from './fairness.ts';
import { farTopic } from './far.ts';
import { groupCausesTopic } from './group-causes.ts';
import { httpTopic } from './http.ts';
import { ingestTopic } from './ingest.ts';
import { manyStepsTopic } from './many-steps.ts';
import { memoryTopic } from './memory.ts';
import { movesTopic } from './moves.ts';
import { otlpTopic } from './otlp.ts';
import { pagesTopic } from './pages.ts';
import { postgresTopic } from './postgres.ts';
import { pruneTopic } from './prune.ts';
import { recorderTopic } from './recorder.ts';
import { restateTopic } from './restate.ts';
import { rivalsTopic } from './rivals.ts';
import { shareTopic } from './share.ts';
import { startTopic } from './start.ts';
import { startsTopic } from './starts.ts';
import { startsCloudTopic } from './starts-cloud.ts';
import { watchTopic } from './watch.ts';
import { wordsTopic } from './words.ts';
import { workflowSdkTopic } from './workflow-sdk.ts';

export const topics: readonly Topic[] = [
  startTopic,
  movesTopic,
  rivalsTopic,
  pagesTopic,
  blockedTopic,
  countsTopic,
  failuresTopic,
  failureKeysTopic,
  failureCostsTopic,
  failingEnginesTopic,
  wordsTopic,
  shareTopic,
  groupCausesTopic,
  memoryTopic,
  watchTopic,
  bigRunTopic,
  compareTopic,
  manyStepsTopic,
  compareKeysTopic,
  recorderTopic,
  actsTopic,
  startsTopic,
  pruneTopic,
  startsCloudTopic,
  ingestTopic,
  otlpTopic,
  restateTopic,
  workflowSdkTopic,
  ...engineTopics,
  largePgBossTopic,
  postgresTopic,
  httpTopic,
  farTopic,
  clientsTopic,
  fairnessTopic,
];
