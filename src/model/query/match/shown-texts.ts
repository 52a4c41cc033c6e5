import type { RunSummary, Trigger } from '../../run.ts';
import { runTags } from '../../run-fields.ts';
import { errorTexts } from './error-texts.ts';

/** The texts of a summary that a bare word searches. */
export function shownTexts(summary: RunSummary): readonly string[] {
  const { id, name, trigger, errorSummary } = summary;
  const tags = runTags.map(tag => summary[tag]).filter(text => text !== undefined);
  return [id, name, ...errorTexts(errorSummary), ...tags, ...triggerTexts(trigger)];
}

export function triggerTexts({ type, label, raw }: Trigger): readonly string[] {
  return [type, label, raw];
}
