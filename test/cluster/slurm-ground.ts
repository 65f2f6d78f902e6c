import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Debian has the daemons where an ordinary user's PATH does not lead. */
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel', 'scontrol'];
const missing = PROGRAMS.filter((program) => spawnSync(program, ['--version'], { env: { PATH } }).error !== undefined);

/** Tests that need Slurm are skipped where it is not installed, and their titles say so. */
export const SLURM_MISSING = missing.length > 0;
export const WITH_SLURM = SLURM_MISSING ? ` (skipped: the programs ${missing.join(', ')} of Slurm were not found)` : '';

const NODES = 3;
const CPUS = 2;

/** A real Slurm on this machine, of a controller and some nodes, all in a folder and with a key of its own. */
export class SlurmGround {
  // Sockets' paths may have some hundred characters.
  readonly folder = mkdtempSync(join(tmpdir(), 'dyadsim-slurm-'));
  readonly env = { PATH, SLURM_CONF: join(this.folder, 'slurm.conf') };
  readonly #daemons: { readonly name: string; readonly child: ChildProcess }[] = [];

  async begin(): Promise<void> {
    const ports = await freePorts(NODES + 1);
    for (const name of ['state', 'spool']) mkdirSync(join(this.folder, name));
    writeFileSync(this.#at('munge.key'), randomBytes(128), { mode: 0o400 });
    writeFileSync(this.env.SLURM_CONF, this.#configuration(ports));
    const own = ['key-file=munge.key', 'socket=munge.socket', 'pid-file=munge.pid', 'seed-file=munge.seed'];
    const flags = own.map((flag) => `--${flag.replace('=', `=${this.folder}/`)}`);
    this.#start('munged', '--foreground', '--force', `--log-file=${this.#at('munged.log')}`, ...flags);
    await this.#until('munge is there', () => existsSync(this.#at('munge.socket')));
    this.#start('slurmctld', '-D');
    for (let i = 1; i <= NODES; i++) this.#start('slurmd', '-D', '-N', `n${i}`);
    await this.#until('all nodes are idle', () => {
      const { stdout } = this.#run('sinfo', '--noheader', '--Node', '--format=%t');
      return stdout.split('\n').filter((state) => state.trim() === 'idle').length === NODES;
    });
  }

  /** Ends what is running and what was started, by their own process ids. */
  async end(): Promise<void> {
    this.#run('scancel', '--full', `--user=${userInfo().uid}`);
    this.#run('scancel', '--signal=KILL', `--user=${userInfo().uid}`);
    await setTimeout(1000);
    for (const { child } of this.#daemons.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await Promise.race([ended, setTimeout(5000)]);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** One of Slurm's programs, which has to succeed. */
  call(program: string, ...args: string[]): string {
    return execFileSync(program, args, { env: { ...process.env, ...this.env }, encoding: 'utf8' });
  }

  #run(program: string, ...args: string[]) {
    return spawnSync(program, args, { env: { ...process.env, ...this.env }, encoding: 'utf8' });
  }

  #start(program: string, ...args: string[]): void {
    const child = spawn(program, args, { env: { ...process.env, ...this.env }, stdio: 'ignore' });
    this.#daemons.push({ name: `${program} ${args.join(' ')}`, child });
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    for (let i = 0; i < 300; i++) {
      if (holds()) return;
      const ended = this.#daemons.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
      if (ended !== undefined) throw new Error(`${ended.name} has ended\n${this.#logs()}`);
      await setTimeout(100);
    }
    throw new Error(`not so: ${what}\n${this.#logs()}`);
  }

  #logs(): string {
    const names = readdirSync(this.folder).filter((name) => name.endsWith('.log'));
    return names.map((name) => `${name}:\n${readFileSync(this.#at(name), 'utf8').slice(-2000)}`).join('\n');
  }

  #at(name: string): string {
    return join(this.folder, name);
  }

  #configuration([port, ...nodePorts]: readonly number[]): string {
    const host = hostname().replace(/\..*/, '');
    const user = userInfo().username;
    return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${port}
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
# Requeued jobs wait until the credentials of before have ended; less than 5 s counts as 120 s.
AuthInfo=socket=${this.#at('munge.socket')},cred_expire=6
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1
StateSaveLocation=${this.#at('state')}
SlurmdSpoolDir=${this.#at('spool')}/%n
SlurmctldPidFile=${this.#at('slurmctld.pid')}
SlurmdPidFile=${this.#at('slurmd-%n.pid')}
SlurmctldLogFile=${this.#at('slurmctld.log')}
SlurmdLogFile=${this.#at('slurmd-%n.log')}
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
JobRequeue=1
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
${nodePorts.map((own, i) => `NodeName=n${i + 1} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${own} CPUs=${CPUS}`).join('\n')}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
