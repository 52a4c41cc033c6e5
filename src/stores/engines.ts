import type { Engine } from './engine.ts';
import { keystrokeEngine } from './keystroke/keystroke-engine.ts';
import { otlpEngine } from './otlp/otlp-engine.ts';
import { restateEngine } from './restate/restate-engine.ts';
import { workflowSdkEngine } from './workflow-sdk/workflow-sdk-engine.ts';

/** The engines whose runs can be inspected; what is found first in a folder is used first. */
export const engines: readonly Engine[] = [workflowSdkEngine, otlpEngine, restateEngine, keystrokeEngine];
