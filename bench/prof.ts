import { startBenchServer } from './src/wallet/server.ts';
import { thisWallet } from './src/wallet/this-wallet.ts';
import { measure } from './src/measure.ts';
import pg from 'pg';
import { readFileSync } from 'node:fs';
const s = await startBenchServer();
const w = await thisWallet(s.walletUrl);
const c = new pg.Client({ connectionString: s.walletUrl }); await c.connect();
const pids = (await c.query("select pid from pg_stat_activity where application_name like 'ledger-lane%'")).rows.map(r=>r.pid);
const cpu = () => pids.reduce((t,p)=>{const f=readFileSync(`/proc/${p}/stat`,'utf8').split(') ')[1]!.split(' ');return t+(+f[11]!+ +f[12]!)*10_000},0);
const n = Number(process.argv[2] ?? 256);
await measure({callers:n,forMs:1500,ask:()=>w.ask()});
for (const k of (process.argv[3]??'1,16,64,256,1024').split(',').map(Number)) {
 const before=cpu(); const r = await measure({callers:k,forMs:2500,ask:()=>w.ask()});
 const l = r.latencies.sort((a,b)=>a-b);
 console.log(k, 'ops/s', (r.operations/r.seconds).toFixed(0), 'p50', l[l.length>>1]!.toFixed(2),'p99',l[Math.floor(l.length*.99)]!.toFixed(2), 'node us', (r.cpuMicros/r.operations).toFixed(0), 'pg us', ((cpu()-before)/r.operations).toFixed(0));
}
await c.end(); await w.stop(); await s.stop();
process.exit(0);
