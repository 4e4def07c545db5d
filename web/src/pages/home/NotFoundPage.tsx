import {Button} from '@mantine/core';
import {IconMapQuestion} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {EmptyNote} from '../../components/EmptyNote';

export default function NotFoundPage() {
  const {t} = useTranslation();
  return (
    <EmptyNote Icon={IconMapQuestion} text={t('common.not_found')}>
      <Button component={Link} to="/">
        {t('common.to_home')}
      </Button>
    </EmptyNote>
  );
}
