import type { Command } from 'commander';
import type { Runner } from '../options/target-options.ts';
import { declareNamesList } from './names-list.ts';
import { declareRunsGet } from './runs-get.ts';
import { declareRunsList } from './runs-list.ts';

export function declareAgents(program: Command, runner: Runner): void {
  const agents = program.command('agents').description('agents and their sessions');
  declareNamesList(agents, runner, 'agent');
  const sessions = agents.command('sessions').description('sessions of agents');
  declareRunsList(sessions, runner, 'agent');
  declareRunsGet(sessions, runner, 'agent');
}
