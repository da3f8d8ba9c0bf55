import { startBenchServer } from './src/wallet/server.ts';
import { thisWallet } from './src/wallet/this-wallet.ts';
import { measure } from './src/measure.ts';
import { PREPARE, COPY_CLAIMS } from '../subgraphs/wallet/src/ledger/statements.ts';
import pg from 'pg';
const s = await startBenchServer();
const w = await thisWallet(s.walletUrl);
await measure({callers:256,forMs:2000,ask:()=>w.ask()});
const c = new pg.Client({ connectionString: s.walletUrl }); await c.connect();
await c.query(PREPARE.join(';'));
const users = (await c.query('select user_id from wallet limit 300')).rows.map(r=>r.user_id);
const refs = Array.from({length:300},(_, i)=>'x-'+i);
for (const n of [1, 250]) {
 const u = `{${users.slice(0,n).join(',')}}`, r = `{${refs.slice(0,n).join(',')}}`, sc = `{${refs.slice(0,n).map(()=>'studio:bench').join(',')}}`;
 const t: Record<string,string> = {
  nothing: 'select 1', lock: 'execute lock_lane(0)', claims: `execute claims('${sc}','${r}')`, closed: `execute closed_rounds('${u}','${sc}','${r}')`, gates: `execute gates('${u}')`, wallets: `execute wallets('${u}')`, bonuses: `execute bonuses('${u}')`, counters: `execute counters('${u}','2026-10-10')`,
  move_lane: `execute move_lane(0,0,0,0,'')`, put_batch:`execute put_batch(0,99999999,1,1,1,1,'x')`,
  move: `execute move_wallets('${u}','{${users.slice(0,n).map(()=>'EUR')}}','{${users.slice(0,n).map(()=>1)}}','{${users.slice(0,n).map(()=>1)}}','{${users.slice(0,n).map(()=>1)}}','{${users.slice(0,n).map(()=>1)}}','{${users.slice(0,n).map(()=>1)}}')`,
 };
 for (const [k,q] of Object.entries(t)) {
  const at = performance.now(); let m=0;
  for (let i=0;i<60;i++){ await c.query('begin'); const a=performance.now(); await c.query(q).catch(()=>0); m+=performance.now()-a; await c.query('rollback'); }
  console.log(n,k,(m/60).toFixed(3));
 }
}
console.log((await c.query(`explain (analyze, costs off) execute claims('{studio:bench}','{x-1}')`)).rows.map(r=>r['QUERY PLAN']).filter((l:string)=>!/never/.test(l)).join('\n'));
await c.end(); await w.stop(); await s.stop(); process.exit(0);
