import {Badge, Button, Checkbox, Group, Menu, Modal, Pill, Stack, Text, Textarea, TextInput} from '@mantine/core';
import {IconChevronDown, IconPlus} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {STAGES, STAGE_COLORS, type Stage} from './stages';
import {useRegistryChange} from './useRegistry';

type Version = Schema<'ModelVersion'>;

/** What is about to be said of a version; each asks why first. */
type Plan = {kind: 'stage'; stage: Stage} | {kind: 'alias'} | {kind: 'remove'; alias: string};

/** The stage and the aliases of a version, to be changed with a reason. */
export function Promotion({version, mayEdit}: {version: Version; mayEdit: boolean}) {
  const {t} = useTranslation();
  const [plan, setPlan] = useState<Plan | null>(null);
  return (
    <>
      <Group gap="xs">
        {mayEdit ? (
          <Menu position="bottom-start">
            <Menu.Target>
              <Button
                size="compact-sm"
                variant="light"
                color={STAGE_COLORS[version.stage]}
                rightSection={<IconChevronDown size={14} aria-hidden />}
              >
                {t('models.stage')}: {t(`models.stages.${version.stage}`)}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {STAGES.filter((stage) => stage !== version.stage).map((stage) => (
                <Menu.Item key={stage} onClick={() => setPlan({kind: 'stage', stage})}>
                  {t('models.move_to', {stage: t(`models.stages.${stage}`)})}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : (
          <StageBadge stage={version.stage} />
        )}
        {version.aliases.map((alias) => (
          <Pill
            key={alias}
            withRemoveButton={mayEdit}
            removeButtonProps={{'aria-label': t('models.remove_alias', {alias}), tabIndex: 0, 'aria-hidden': false}}
            onRemove={() => setPlan({kind: 'remove', alias})}
          >
            @{alias}
          </Pill>
        ))}
        {mayEdit && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setPlan({kind: 'alias'})}
          >
            {t('models.alias')}
          </Button>
        )}
      </Group>
      <Modal opened={plan !== null} onClose={() => setPlan(null)} title={plan && <Title plan={plan} />} centered>
        {plan && <Why version={version} plan={plan} close={() => setPlan(null)} />}
      </Modal>
    </>
  );
}

export function StageBadge({stage}: {stage: Stage}) {
  const {t} = useTranslation();
  return (
    <Badge variant="light" color={STAGE_COLORS[stage]} style={{textTransform: 'none'}}>
      {t(`models.stages.${stage}`)}
    </Badge>
  );
}

function Title({plan}: {plan: Plan}) {
  const {t} = useTranslation();
  switch (plan.kind) {
    case 'stage':
      return t('models.move_to', {stage: t(`models.stages.${plan.stage}`)});
    case 'alias':
      return t('models.set_alias');
    case 'remove':
      return t('models.remove_alias', {alias: plan.alias});
  }
}

function Why({version, plan, close}: {version: Version; plan: Plan; close: () => void}) {
  const {t} = useTranslation();
  const [comment, setComment] = useState('');
  const [alias, setAlias] = useState('');
  const [archive, setArchive] = useState(false);
  const path = {id: version.model_id, number: version.number};
  const change = useRegistryChange(
    version.model_id,
    (): Promise<unknown> => {
      switch (plan.kind) {
        case 'stage':
          return ok(
            client.POST('/api/v1/models/{id}/versions/{number}/stage', {
              params: {path},
              body: {stage: plan.stage, archive_others: archive, comment},
            }),
          );
        case 'alias':
          return ok(
            client.PUT('/api/v1/models/{id}/aliases/{alias}', {
              params: {path: {id: version.model_id, alias: alias.trim()}},
              body: {version: version.number, comment},
            }),
          );
        case 'remove':
          return ok(
            client.DELETE('/api/v1/models/{id}/aliases/{alias}', {
              params: {path: {id: version.model_id, alias: plan.alias}, query: {comment}},
            }),
          );
      }
    },
    close,
  );
  const replaces = plan.kind === 'stage' && (plan.stage === 'Staging' || plan.stage === 'Production');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(undefined);
      }}
    >
      <Stack>
        {plan.kind === 'alias' && (
          <TextInput
            data-autofocus
            required
            label={t('models.alias')}
            description={t('models.alias_hint')}
            maxLength={255}
            value={alias}
            onChange={(event) => setAlias(event.currentTarget.value)}
          />
        )}
        {replaces && (
          <Checkbox
            label={t('models.archive_others', {stage: t(`models.stages.${plan.stage}`)})}
            checked={archive}
            onChange={(event) => setArchive(event.currentTarget.checked)}
          />
        )}
        <Textarea
          {...(plan.kind === 'alias' ? {} : {'data-autofocus': true})}
          label={t('models.why')}
          description={t('models.why_hint')}
          autosize
          minRows={2}
          maxLength={2_000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        {plan.kind === 'stage' && (
          <Text size="xs" c="dimmed">
            {t('models.stage_hint')}
          </Text>
        )}
        {change.isError && <ErrorNote error={change.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={change.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
