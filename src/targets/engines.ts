import type { Engine } from '../contract/engine.ts';
import { caseEngine } from '../engines/case/case-engine.ts';
import { keystrokeEngine } from '../engines/keystroke/keystroke-engine.ts';
import { otlpEngine } from '../engines/otlp/otlp-engine.ts';
import { restateEngine } from '../engines/restate/restate-engine.ts';
import { workflowSdkEngine } from '../engines/workflow-sdk/workflow-sdk-engine.ts';

/** The engines whose runs can be inspected; what is found first in a folder is used first. */
export const engines: readonly Engine[] = [
  workflowSdkEngine,
  caseEngine,
  otlpEngine,
  restateEngine,
  keystrokeEngine,
];
