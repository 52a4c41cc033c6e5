import type { Theme } from '../paint/theme.ts';
import type { Answer } from './chosen-answer.ts';

/** The answers to a question, the chosen one in brackets. `act` is what Yes does. */
export function choiceLine(act: string, choice: Answer, theme: Theme): string {
  const yes = ` Yes, ${act} `;
  const no = ' No ';
  return choice === 'yes' ? `  ${no}  ${theme.inverse(`[${yes}]`)}` : ` ${theme.inverse(`[${no}]`)}  ${yes} `;
}
