import type { FailureGroup } from './failure-groups.ts';

/** `signup-pipeline · send-email`, or how many workflows. */
export function groupPlace({ workflows, example }: FailureGroup): string {
  const [first, ...others] = workflows;
  const where = others.length > 0 ? `${workflows.length} workflows` : (first?.name ?? '');
  return example.step === undefined ? where : `${where} · ${example.step}`;
}
