import type { RunSummary } from '../model/run.ts';
import { safeLine } from '../model/text/safe-text.ts';
import type { WorkflowInfo } from './run-store.ts';

const howToOffer = "start a program that offers it with recorder.workflow('name', …)";
const mostNames = 5;

/** The names of the workflows that running programs offer. */
export function offeredNames(workflows: readonly WorkflowInfo[]): readonly string[] {
  return workflows.filter(({ isOffered }) => isOffered).map(({ name }) => name);
}

/**
 * Says that no running program offers a workflow, and which ones can be started instead. Words follow each
 * name: with a colon behind it, masking would take it for a key, and what follows for a secret.
 */
export function describeNotOffered(
  workflow: string,
  offered: readonly string[],
): { readonly reason: string; readonly hint: string } {
  const reason = `no running program offers ${quoted(workflow)} now`;
  if (offered.length === 0) return { reason, hint: howToOffer };
  const more = offered.length > mostNames ? ` and ${offered.length - mostNames} more` : '';
  const names = offered.slice(0, mostNames).map(quoted).join(', ');
  const verb = offered.length === 1 ? 'is' : 'are';
  return { reason, hint: `offered ${verb} ${names}${more}; or ${howToOffer}` };
}

/**
 * Why a run that was started from outside stays queued; `undefined` where a running program offers its
 * workflow, and for what a program has queued by itself, as for a webhook.
 */
export function describeStillQueued(
  { name, status, trigger }: Pick<RunSummary, 'name' | 'status' | 'trigger'>,
  offered: readonly string[],
): { readonly reason: string; readonly hint: string } | undefined {
  const isStart = status === 'queued' && (trigger.type === 'api' || trigger.type === 'cli');
  if (!isStart || offered.includes(name)) return undefined;
  const { reason, hint } = describeNotOffered(name, offered);
  return { reason: `still queued: ${reason}, and a start waits until one does`, hint };
}

function quoted(name: string): string {
  return `"${safeLine(name, { maxLength: 60 })}"`;
}
