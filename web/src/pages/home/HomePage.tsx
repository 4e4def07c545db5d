import {useTranslation} from 'react-i18next';
import {PageFrame} from '../../components/PageFrame';

export default function HomePage() {
  const {t} = useTranslation();
  return (
    <PageFrame title={t('home.title')} lead={t('home.lead')}>
      {null}
    </PageFrame>
  );
}
