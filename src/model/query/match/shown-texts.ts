import type { RunSummary, Trigger } from '../../run.ts';
import { errorTexts } from './error-texts.ts';

/** The texts of a summary that a bare word searches. */
export function shownTexts(summary: RunSummary): readonly string[] {
  const { id, name, project, actor, trigger, errorSummary } = summary;
  const texts = [id, name, ...errorTexts(errorSummary), project, actor, ...triggerTexts(trigger)];
  return texts.filter(text => text !== undefined);
}

export function triggerTexts({ type, label, raw }: Trigger): readonly string[] {
  return [type, label, raw];
}
