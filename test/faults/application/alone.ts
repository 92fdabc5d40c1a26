/** The application as it is, with nothing around it that would catch or count: one ending, one process. */
import { ENDINGS } from '../acts/endings.ts';

const { name, port } = JSON.parse(process.env.FAULTS_ENDING ?? '') as { name: string; port: number };
const ending = ENDINGS.find((one) => one.name === name);
if (ending === undefined) throw new Error(`no such ending: ${name}`);
await ending.run({ base: `http://127.0.0.1:${port}/ending/v1` });
