import { InspectorError } from '../../model/errors.ts';

/** SQL that takes a schema of the version before to version `to`. New stores begin with version 1. */
export type Migration = { readonly to: number; readonly migrate: string };

export function latestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.to ?? 1;
}

export function missingSteps(migrations: readonly Migration[], from: number): readonly string[] {
  return migrations.filter(({ to }) => to > from).map(({ migrate }) => migrate);
}

export function stepsUpTo(migrations: readonly Migration[], version: number): readonly string[] {
  return migrations.filter(({ to }) => to <= version).map(({ migrate }) => migrate);
}

export function refuseNewer(version: number, name: string, migrations: readonly Migration[]): void {
  const latest = latestVersion(migrations);
  if (version <= latest) return;
  throw new InspectorError(
    'unreadable',
    `${name} was made by a newer runlens (schema ${version}, this one reads up to ${latest})`,
    { hint: 'upgrade runlens' },
  );
}
