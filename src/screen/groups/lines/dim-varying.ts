import type { GroupMessage } from '../../../model/failure/failure-template.ts';
import type { Theme } from '../../paint/theme.ts';

/** Dims what varies from failure to failure, in a message that may be cut. */
export function dimVarying(shown: string, { placeholders }: GroupMessage, theme: Theme): string {
  return shown.replace(/<[a-z]+>/gu, part => (placeholders.has(part) ? theme.dim(part) : part));
}
