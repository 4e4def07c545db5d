import {Anchor, Code, Input, MultiSelect, NumberInput, SimpleGrid, Stack, Text} from '@mantine/core';
import type {UseFormReturnType} from '@mantine/form';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok} from '../../../api/client';
import {useProject} from '../../../api/session';
import {PairRows, withoutThose} from '../../../components/PairRows';
import type {Fields} from './newSession';

type Form = UseFormReturnType<Fields>;

const VARIABLES_MOST = 100;
const SECRETS_MOST = 32;

/** What few sessions need: variables, secrets, hosts, repetitions, several nodes. */
export function MoreFields({form}: {form: Form}) {
  const own = form.values.runs === 'own';
  return (
    <Stack>
      {own && <Variables form={form} />}
      {own && <Secrets form={form} />}
      {own && <Hosts />}
      <Numbers form={form} own={own} />
    </Stack>
  );
}

function Numbers({form, own}: {form: Form; own: boolean}) {
  const {t} = useTranslation();
  return (
    <SimpleGrid cols={{base: 1, sm: 2}}>
      <NumberInput
        label={t('sessions.retries')}
        description={t('programs.retries_lead')}
        min={0}
        max={20}
        allowDecimal={false}
        {...form.getInputProps('retries')}
      />
      {own && (
        <NumberInput
          label={t('sessions.nodes')}
          description={t('programs.nodes_lead')}
          min={1}
          max={64}
          allowDecimal={false}
          {...form.getInputProps('nodes')}
        />
      )}
    </SimpleGrid>
  );
}

function Variables({form}: {form: Form}) {
  const {t} = useTranslation();
  return (
    <PairRows
      path="variables"
      label={t('sessions.environment')}
      lead={t('programs.variables_lead')}
      words={{name: t('programs.variable'), value: t('programs.value')}}
      most={VARIABLES_MOST}
      pairs={form.values.variables}
      change={(variables) => {
        form.setErrors(withoutThose(form.errors, 'variables'));
        form.setFieldValue('variables', variables);
      }}
      error={(place) => form.errors[place]}
    />
  );
}

function Secrets({form}: {form: Form}) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const secrets = useQuery({
    queryKey: ['secrets', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/secrets', {params: {path: {project: projectId}}})),
  });
  const names = secrets.data?.items.map((each) => each.name) ?? [];
  // One that is gone since stays, so that it can be seen and taken out.
  const data = [...new Set([...names, ...form.values.secrets])];
  return (
    <MultiSelect
      label={t('sessions.secrets')}
      description={t('programs.secrets_lead')}
      placeholder={data.length === 0 ? t('programs.no_secrets') : undefined}
      disabled={data.length === 0}
      searchable
      maxValues={SECRETS_MOST}
      data={data}
      {...form.getInputProps('secrets')}
    />
  );
}

/** Managers decide over hosts for the project as a whole. */
function Hosts() {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const network = useQuery({
    queryKey: ['network', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/network', {params: {path: {project: projectId}}})),
  });
  const hosts = network.data?.hosts ?? [];
  if (!network.data) return null;
  return (
    <div>
      <Input.Label component="div">{t('programs.hosts')}</Input.Label>
      <Text size="sm">
        {hosts.length === 0 ? t('programs.no_hosts') : t('programs.hosts_of')}{' '}
        {hosts.map((host) => (
          <Code key={host} mr={4}>
            {host}
          </Code>
        ))}{' '}
        <Anchor component={Link} to="/people" target="_blank" fz="sm">
          {t('programs.to_hosts')}
        </Anchor>
      </Text>
    </div>
  );
}
