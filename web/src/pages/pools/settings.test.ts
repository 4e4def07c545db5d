import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {ACCESSES, CHAPTERS, chaptersOf, ENGINES, faultsOf, fieldsOf, placed, settingsOf, type Pool} from './settings';

const repository = join(import.meta.dirname, '../../../..');

const cluster = {
  name: 'cluster', engine: 'SLURM', policy: 'FIFO', open: true, slice_seconds: 600, nodes: [], connection: {state: 'ASKED'},
  settings: {
    shared_folder: '/shared', server_url: 'http://s:1', flags: {partition: 'gpu'}, site_factor: 5, gang_network: 'host', newer: [1],
  },
} satisfies Pool;

describe('the settings of a pool in the form', () => {
  it.each(ENGINES)('are all that the platform knows of %s', (engine) => {
    const name = engine === 'SLURM' ? 'slurm/Slurm' : 'kubernetes/Kubernetes';
    const source = readFileSync(
      join(repository, `server/src/main/java/org/dure/server/compute/${name}Settings.java`),
      'utf8',
    );
    const known = /Set<String> NAMES = Set\.of\(([^;]*)\);/.exec(source)?.[1]?.match(/[a-z_]+/g) ?? [];
    expect(CHAPTERS[engine].flatMap((chapter) => chapter.settings.map((setting) => setting.name)).sort()).toEqual(known.sort());
  });

  it.each(['en', 'ko'])('are all explained (%s)', (language) => {
    const texts = JSON.parse(readFileSync(join(repository, `web/src/i18n/${language}/pools.json`), 'utf8')) as {
      settings: Record<string, Record<string, {label?: string; lead?: string}>>;
      chapters: Record<string, Record<string, string>>;
      access: Record<string, Record<string, string>>;
    };
    for (const engine of ENGINES) {
      for (const access of ['label', ...ACCESSES[engine]]) expect(texts.access[engine]?.[access], access).toBeTruthy();
      for (const chapter of CHAPTERS[engine]) {
        expect(texts.chapters[engine]?.[chapter.name], chapter.name).toBeTruthy();
        for (const {name} of chapter.settings) {
          expect(texts.settings[engine]?.[name]?.label, name).toBeTruthy();
          expect(texts.settings[engine]?.[name]?.lead, name).toBeTruthy();
        }
      }
    }
  });

  it('come back as they were, with those that the form does not know', () => {
    expect(settingsOf('SLURM', fieldsOf('SLURM', cluster), cluster)).toEqual(cluster.settings);
    expect(settingsOf('SLURM', fieldsOf('SLURM'))).toEqual({});
  });

  it('leave out what was emptied, and what belongs to the other access', () => {
    const fields = fieldsOf('SLURM', cluster);
    Object.assign(fields.settings, {site_factor: '', gang_network: false, flags: [{name: ' ', value: ''}], ssh: ' login '});
    expect(settingsOf('SLURM', fields, cluster)).toEqual({
      shared_folder: '/shared', server_url: 'http://s:1', newer: [1], ssh: 'login',
    });
    const rest = {...cluster, settings: {rest_url: 'http://r', rest_user: 'slurm', flags: {qos: 'a'}}};
    expect(fieldsOf('SLURM', rest).access).toBe('rest');
    expect(settingsOf('SLURM', fieldsOf('SLURM', rest), rest)).toEqual(rest.settings);
    expect(settingsOf('SLURM', {...fieldsOf('SLURM', rest), access: 'commands'}, rest)).toEqual({flags: {qos: 'a'}});
    const kube = fieldsOf('KUBERNETES');
    Object.assign(kube.settings, {kubeconfig: '/k', api_url: 'https://a', user: 10});
    expect(settingsOf('KUBERNETES', {...kube, access: 'address'})).toEqual({api_url: 'https://a', user: 10});
    expect(settingsOf('KUBERNETES', {...kube, access: 'kubeconfig'})).toEqual({kubeconfig: '/k', user: 10});
  });

  it('are refused before they are sent where the platform would not see what is wrong', () => {
    const fields = fieldsOf('SLURM', cluster);
    expect(faultsOf(fields, ['local'])).toEqual({});
    expect(faultsOf(fields, ['cluster'])).toEqual({name: 'taken'});
    expect(faultsOf({...fields, name: '-x'}, [])).toEqual({name: 'name'});
    fields.settings.flags = [{name: 'qos', value: 'a'}, {name: 'qos', value: 'b'}, {name: '', value: 'c'}, {name: '', value: ''}];
    expect(faultsOf(fields, [])).toEqual({'settings.flags.1.name': 'twice', 'settings.flags.2.name': 'nameless'});
  });

  it('carry what was refused to its place', () => {
    const fields = fieldsOf('SLURM', cluster);
    const errors = ['settings.shared_folder', 'settings.flags.partition', 'settings.moon'].map((field) => ({field, message: field}));
    expect(placed('SLURM', fields, errors, (error) => error.message)).toEqual({
      places: {
        'settings.shared_folder': 'settings.shared_folder',
        'settings.flags.0.value': 'settings.flags.partition',
      },
      others: true,
    });
    expect(chaptersOf('SLURM', ({name}) => name === 'flags')).toEqual(['jobs']);
  });
});
