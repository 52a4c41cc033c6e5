import { tmpdir } from 'node:os';
import { expect, it, onTestFinished, vi } from 'vitest';
import { runProgram } from '../../../src/stores/workflow-sdk/run-program.ts';

it("gives the project's programs none of our tokens", async () => {
  for (const name of ['RUNLENS_TOKEN', 'RESTATE_AUTH_TOKEN', 'OTHER']) vi.stubEnv(name, `value of ${name}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const code = 'console.error(Object.values(process.env).join())';
  const { errorText } = await runProgram(process.execPath, ['-e', code], {
    cwd: tmpdir(),
    env: { MORE: 'more' },
  });
  expect(errorText).toContain('value of OTHER');
  expect(errorText).toContain('more');
  expect(errorText).not.toMatch(/value of R/);
});
