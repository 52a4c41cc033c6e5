import { payloads } from '../data/payloads.ts';
import { drawObject, type Payload } from './draw-payload.ts';
import type { Random } from './random.ts';

/** `day` is the run's date, such as `2026-01-31`. */
export function drawInput(random: Random, flow: string, day: string): Payload {
  return drawObject(random, templatesOf(flow).input, day);
}

export function drawOutput(random: Random, flow: string): Payload {
  return drawObject(random, templatesOf(flow).output, '');
}

function templatesOf(flow: string) {
  const templates = payloads[flow];
  if (!templates) throw new Error(`the sample has no payloads for ${flow}`);
  return templates;
}
