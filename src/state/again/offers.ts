import { describeNotOffered, offeredNames } from '../../contract/not-offered.ts';
import type { WorkflowInfo } from '../../contract/run-store.ts';
import { formatCount } from '../../model/text/formats.ts';
import type { StoreState } from '../session/store-state.ts';

/** The workflows that can be started now. */
export type Offers = {
  /** Those that running programs offer. */
  readonly names: readonly string[];
  /** Who may start others all the same; absent where nobody does. */
  readonly others?: string;
};

export function toOffers(
  workflows: readonly WorkflowInfo[],
  { target, about }: Pick<StoreState, 'target' | 'about'>,
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
