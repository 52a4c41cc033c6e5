import { safeLine } from '../model/text/safe-text.ts';

const howToOffer = "a program offers one with recorder.workflow('name', …) while it runs";
const mostNames = 5;

/** Says that no running program offers a workflow, and which ones can be started instead. */
export function describeNotOffered(
  workflow: string,
  offered: readonly string[],
): { readonly reason: string; readonly hint: string } {
  const reason = `no running program offers ${quoted(workflow)}`;
  if (offered.length === 0) return { reason, hint: howToOffer };
  const more = offered.length > mostNames ? ` and ${offered.length - mostNames} more` : '';
  const names = offered.slice(0, mostNames).map(quoted).join(', ');
  return { reason, hint: `offered now: ${names}${more}; ${howToOffer}` };
}

function quoted(name: string): string {
  return `"${safeLine(name, { maxLength: 60 })}"`;
}
