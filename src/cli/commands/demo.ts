import type { Command } from 'commander';
import type { Runner } from '../declare.ts';

export function declareDemo(program: Command, _runner: Runner): void {
  program.command('demo');
}

export function declareDemoLife(_program: Command, _runner: Runner): void {}
