import { InspectorError } from '../model/errors.ts';

/** A text that is neither the name of a target nor where a store is. */
export class UnknownTarget extends InspectorError {
  constructor(text: string, reason: string, names: readonly string[]) {
    const known = names.length > 0 ? `known names: ${names.join(', ')}` : 'no configuration names any';
    super('usage', `there is no target named "${text}" (${reason})`, {
      hint: `${known}; a path works too, such as ./runs.db`,
    });
  }
}
