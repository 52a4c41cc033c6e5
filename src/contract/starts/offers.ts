import type { RunSummary } from '../../model/run.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import type { ServerAbout } from '../run-store.ts';
import type { TargetInfo } from '../target-info.ts';
import type { WorkflowInfo } from '../workflow-info.ts';

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

/** The workflows that can be started now. */
export type Offers = {
  /** Those that running programs offer. */
  readonly names: readonly string[];
  /** Who may start others all the same; absent where nobody does. */
  readonly others?: string;
};

export function toOffers(
  workflows: readonly WorkflowInfo[],
  { target, about }: { readonly target: TargetInfo; readonly about?: ServerAbout },
): Offers {
  const names = offeredNames(workflows);
  if (target.members)
    return { names, others: 'its engine, or a program behind its server (serve --start-url)' };
  const mayHaveHook = target.kind === 'http' && about?.can?.startHook !== false;
  return mayHaveHook ? { names, others: 'a program behind the server (serve --start-url)' } : { names };
}

/** Of a question, which changes as soon as a program offers the workflow. */
export const unofferedYet = 'this can be answered once one does';

/** Whether it is known that a start of the workflow would be refused now. */
export function isUnoffered(workflow: string, offers: Offers | undefined): boolean {
  return offers !== undefined && offers.others === undefined && !offers.names.includes(workflow);
}

/** That nobody offers some of the workflows, and how to offer one; `otherwise`: what follows from it. */
export function unofferedLines(
  workflows: readonly string[],
  offers: Offers | undefined,
  otherwise: string,
): readonly string[] {
  if (!offers) return [];
  const [first, ...others] = new Set(workflows.filter(name => !offers.names.includes(name)));
  if (first === undefined) return [];
  const { reason, hint } = describeNotOffered(first, offers.names);
  const more = others.length > 0 ? `, nor ${formatCount(others.length)} more of these workflows` : '';
  const then = offers.others === undefined ? otherwise : `only ${offers.others} could start it`;
  return [`${reason}${more}: ${then}`, hint];
}
