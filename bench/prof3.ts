import { startBenchServer } from './src/wallet/server.ts';
import { thisWallet } from './src/wallet/this-wallet.ts';
import { measure } from './src/measure.ts';
import { PREPARE, COPY_CLAIMS, COPY_TRANSACTIONS } from '../subgraphs/wallet/src/ledger/statements.ts';
import { randomUUID } from 'node:crypto';
import { timeOrderedId } from '../subgraphs/wallet/src/ledger/ids.ts';
import pg from 'pg';
const s = await startBenchServer();
const w = await thisWallet(s.walletUrl);
await measure({callers:256,forMs:4000,ask:()=>w.ask()});
await w.stop();
const admin = s.peersUrl.replace(/\/peers$/,'/croupier_wallet');
const c = new pg.Client({ connectionString: admin }); await c.connect();
await c.query(PREPARE.join(';'));
const users = (await c.query('select user_id from wallet')).rows.map(r=>r.user_id);
let n = 10_000_000;
class Copy { #e:any; constructor(private t:string[], private d:string[], private ok:()=>void, private no:(e:any)=>void){}
 submit=(x:any)=>{x.stream.cork();x.query(this.t.join(';'));for(const d of this.d){x.sendCopyFromChunk(Buffer.from(d));x.endCopyFrom();}x.stream.uncork();};
 handleCopyInResponse(){} handleRowDescription(){} handleDataRow(){} handlePortalSuspended(){} handleEmptyQuery(){} handleCommandComplete(){} handleError(e:any){this.#e=e;this.no(e)} handleReadyForQuery(){if(!this.#e)this.ok()} }
const run = (t:string[], d:string[]) => new Promise<void>((ok,no)=>c.query(new Copy(t,d,ok,no) as never));
const now = new Date().toISOString();
const claims = (k:number)=>Array.from({length:k},()=>`studio:bench\tbet-${++n}\tBET\t${users[n%users.length]}\tabcdefghijklmnopqrstuv\t${timeOrderedId()}\t${now}\t0\t1\n`).join('');
const txs = (k:number)=>Array.from({length:k},()=>{const i=++n; return `${users[i%users.length]}\t${timeOrderedId()}\t${now}\t0\t${i}\tBET\t${randomUUID()}\tEUR\t${i}\tstudio:bench\tbet-${i}\t100\t100\t-100\t0\t0\t99999\t0\t0\tbet-${i}\tdice\tbet-${i}\t\\N\tf\tf\t\\N\tPLAY\t\\N\t\\N\t100\t0\t0\t0\t0\t0\t\\N\n`}).join('');
async function time(label:string, q:string, make:(k:number)=>string) { for (const k of [1,250]) { let m=0; for (let i=0;i<80;i++){ const d=make(k); await c.query('begin'); const a=performance.now(); await run([q],[d]); if(i>=20) m+=performance.now()-a; await c.query('commit'); } console.log(label,k,(m/60).toFixed(3)); } }
await time('claims',COPY_CLAIMS,claims);
await time('tx all idx',COPY_TRANSACTIONS,txs);
await c.query('alter table transaction drop constraint postings_sum_to_zero'); await time('tx -check',COPY_TRANSACTIONS,txs);
await c.query('drop index transaction_moment'); await time('tx -brin',COPY_TRANSACTIONS,txs);
await c.query('drop index transaction_related'); await time('tx -related',COPY_TRANSACTIONS,txs);
await c.query('drop index transaction_of_round'); await time('tx -round',COPY_TRANSACTIONS,txs);
await c.query('drop index transaction_of_wallet'); await time('tx -wallet',COPY_TRANSACTIONS,txs);
await c.query('alter table transaction drop constraint transaction_lane_sequence_created_at_key'); await time('tx -lane',COPY_TRANSACTIONS,txs);
await c.query('alter table transaction drop constraint transaction_pkey'); await time('tx -pk',COPY_TRANSACTIONS,txs);
await c.query("create table claim_flat as select * from claim; alter table claim_flat add primary key (reference, scope)"); await time('claim unpartitioned',COPY_CLAIMS.replace('claim','claim_flat'),claims);
await c.query("alter table claim_flat drop constraint claim_flat_pkey"); await time('claim no idx',COPY_CLAIMS.replace('claim','claim_flat'),claims);
await c.end(); await s.stop(); process.exit(0);
