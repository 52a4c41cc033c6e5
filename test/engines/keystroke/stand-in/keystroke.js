#!/usr/bin/env node
// A stand-in for the Keystroke command line. Its commands and the fields of its answers are those of the
// public documentation; their exact form is not known, so it is invented here. Each call adds a line to
// STANDIN_LOG; what it changes it keeps in STANDIN_STATE. STANDIN_MODE makes it behave badly.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { STANDIN_LOG, STANDIN_STATE, STANDIN_MODE = '' } = process.env;
const args = process.argv.slice(2);
if (STANDIN_LOG) {
  const ours = Object.keys(process.env).filter(name => name.startsWith('RUNLENS_'));
  appendFileSync(STANDIN_LOG, `${JSON.stringify({ args, pid: process.pid, ours })}\n`);
}

const answers = JSON.parse(readFileSync(join(import.meta.dirname, 'answers.json'), 'utf8'));
const kept =
  STANDIN_STATE && existsSync(STANDIN_STATE)
    ? JSON.parse(readFileSync(STANDIN_STATE, 'utf8'))
    : { canceled: [] };

function print(value) {
  if (STANDIN_MODE === 'noise') process.stdout.write('A new version is available\n');
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

function withState(run) {
  return kept.canceled.includes(run.id) ? { ...run, status: 'cancelled' } : run;
}

function filtered(runs) {
  const at = args.indexOf('--status');
  return (at < 0 ? runs : runs.filter(run => run.status === args[at + 1])).map(withState);
}

function whole(id) {
  const listed = [...Object.values(answers.runs).flat(), ...answers.history];
  return answers.details[id] ?? listed.find(run => run.id === id);
}

function cancel(id) {
  const run = whole(id);
  if (!run) return fail(`Error: run ${id} not found`);
  if (run.status !== 'running' && run.status !== 'queued')
    return fail(`Error: a ${run.status} run cannot be canceled`);
  if (STANDIN_STATE) writeFileSync(STANDIN_STATE, JSON.stringify({ canceled: [...kept.canceled, id] }));
  return print({ ok: true, run: { id, status: 'cancelled' } });
}

function get(id) {
  const run = whole(id);
  return run ? print({ run: withState(run) }) : fail(`Error: run ${id} not found`);
}

function answer() {
  const [first, second, third, fourth] = args;
  const command = args.filter(arg => /^[a-z]+$/.test(arg)).join(' ');
  if (first === 'workflows' && second === 'list') return print(answers.workflows);
  if (command.startsWith('workflows runs list')) return print({ runs: filtered(answers.runs[fourth] ?? []) });
  if (command.startsWith('workflows runs get')) return get(args[4]);
  if (command.startsWith('workflows runs cancel')) return cancel(fourth);
  if (first === 'workflows' && second === 'run') {
    if (!answers.runs[third]) return fail(`Error: unknown workflow ${third}`);
    return print({ run: { id: 'run_started', status: 'queued' } });
  }
  if (first === 'history' && second === 'list') return print(filtered(answers.history));
  if (first === 'history' && second === 'get') return get(third);
  if (command.startsWith('agents sessions get')) return get(args[4]);
  return fail(`Error: unknown command ${args.join(' ')}`);
}

if (STANDIN_MODE === 'login')
  fail('\u001b[31mError:\u001b[0m not logged in, token=sk_live_1234567890abcdef\n    at login (cli.js:1:1)');
else if (STANDIN_MODE === 'offline' && args[0] === 'history') fail('Error: the cloud did not answer');
else if (STANDIN_MODE === 'missing-part') {
  fail('node-helper: not found');
  process.exitCode = 127;
} else if (STANDIN_MODE === 'null') print(null);
else if (STANDIN_MODE === 'empty') process.exitCode = 0;
else if (STANDIN_MODE === 'silent') process.exitCode = 1;
else if (STANDIN_MODE === 'prose') process.stdout.write('You have 3 workflows.\n');
else if (STANDIN_MODE === 'hang') setInterval(() => undefined, 1_000);
else if (STANDIN_MODE === 'stubborn') {
  process.on('SIGTERM', () => undefined);
  setInterval(() => undefined, 1_000);
} else answer();
