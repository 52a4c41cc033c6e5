import type { Command } from 'commander';
import type { Runner } from '../options/target-options.ts';
import { declareTargetsList } from './targets-list.ts';
import { declareTargetsTest } from './targets-test.ts';
import { declareTargetsUse } from './targets-use.ts';

export function declareTargets(program: Command, runner: Runner): void {
  const targets = program.command('targets').description('where runs come from, and which place is used');
  declareTargetsList(targets, runner);
  declareTargetsUse(targets, runner);
  declareTargetsTest(targets, runner);
}
