import { runDemoLifeProcess } from '../../../src/recorder/demo/demo-life-process.ts';

const [path = ''] = process.argv.slice(2);
await runDemoLifeProcess({ path, seed: 2 });
