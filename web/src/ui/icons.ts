// Every icon of the UI: from Lucide, imported one by one. A new one is one line here.
import AlarmClock from '@lucide/svelte/icons/alarm-clock';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import ArrowDown from '@lucide/svelte/icons/arrow-down';
import ArrowRight from '@lucide/svelte/icons/arrow-right';
import ArrowUp from '@lucide/svelte/icons/arrow-up';
import Building from '@lucide/svelte/icons/building-2';
import Calendar from '@lucide/svelte/icons/calendar';
import Check from '@lucide/svelte/icons/check';
import ChevronDown from '@lucide/svelte/icons/chevron-down';
import ChevronLeft from '@lucide/svelte/icons/chevron-left';
import ChevronRight from '@lucide/svelte/icons/chevron-right';
import ChevronsLeft from '@lucide/svelte/icons/chevrons-left';
import ChevronsRight from '@lucide/svelte/icons/chevrons-right';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CirclePlay from '@lucide/svelte/icons/circle-play';
import CircleX from '@lucide/svelte/icons/circle-x';
import Clock from '@lucide/svelte/icons/clock';
import Columns from '@lucide/svelte/icons/square-kanban';
import Command from '@lucide/svelte/icons/command';
import Copy from '@lucide/svelte/icons/copy';
import Dashboard from '@lucide/svelte/icons/chart-no-axes-column';
import Edit from '@lucide/svelte/icons/pencil';
import Ellipsis from '@lucide/svelte/icons/ellipsis';
import Exit from '@lucide/svelte/icons/log-out';
import ExternalLink from '@lucide/svelte/icons/external-link';
import Eye from '@lucide/svelte/icons/eye';
import EyeOff from '@lucide/svelte/icons/eye-off';
import Filter from '@lucide/svelte/icons/list-filter';
import Flag from '@lucide/svelte/icons/flag';
import Globe from '@lucide/svelte/icons/globe';
import Grip from '@lucide/svelte/icons/grip-vertical';
import Inbox from '@lucide/svelte/icons/inbox';
import Info from '@lucide/svelte/icons/info';
import Key from '@lucide/svelte/icons/key-round';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Link from '@lucide/svelte/icons/link-2';
import List from '@lucide/svelte/icons/list';
import Lock from '@lucide/svelte/icons/lock';
import Log from '@lucide/svelte/icons/scroll-text';
import Mail from '@lucide/svelte/icons/mail';
import Maximize from '@lucide/svelte/icons/maximize-2';
import Message from '@lucide/svelte/icons/message-square';
import Minus from '@lucide/svelte/icons/minus';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import Note from '@lucide/svelte/icons/sticky-note';
import Pause from '@lucide/svelte/icons/pause';
import Phone from '@lucide/svelte/icons/phone';
import Play from '@lucide/svelte/icons/play';
import Plug from '@lucide/svelte/icons/blocks';
import Plus from '@lucide/svelte/icons/plus';
import Refresh from '@lucide/svelte/icons/refresh-cw';
import Replay from '@lucide/svelte/icons/rotate-ccw';
import Search from '@lucide/svelte/icons/search';
import Send from '@lucide/svelte/icons/send';
import Settings from '@lucide/svelte/icons/settings-2';
import Sparkles from '@lucide/svelte/icons/sparkles';
import Star from '@lucide/svelte/icons/star';
import Sun from '@lucide/svelte/icons/sun';
import Tag from '@lucide/svelte/icons/tag';
import Task from '@lucide/svelte/icons/square-check-big';
import Trash from '@lucide/svelte/icons/trash-2';
import Trophy from '@lucide/svelte/icons/trophy';
import Unplugged from '@lucide/svelte/icons/wifi-off';
import Upload from '@lucide/svelte/icons/upload';
import User from '@lucide/svelte/icons/user';
import Users from '@lucide/svelte/icons/users';
import Cross from '@lucide/svelte/icons/x';
import Zap from '@lucide/svelte/icons/zap';

export const ICONS = {
  alarm: AlarmClock,
  alert: TriangleAlert,
  'arrow-down': ArrowDown,
  'arrow-right': ArrowRight,
  'arrow-up': ArrowUp,
  board: Columns,
  building: Building,
  calendar: Calendar,
  check: Check,
  chevron: ChevronDown,
  'chevron-left': ChevronLeft,
  'chevron-right': ChevronRight,
  'chevrons-left': ChevronsLeft,
  'chevrons-right': ChevronsRight,
  'circle-alert': CircleAlert,
  'circle-check': CircleCheck,
  'circle-play': CirclePlay,
  'circle-x': CircleX,
  clock: Clock,
  command: Command,
  copy: Copy,
  cross: Cross,
  dashboard: Dashboard,
  edit: Edit,
  exit: Exit,
  'external-link': ExternalLink,
  eye: Eye,
  'eye-off': EyeOff,
  filter: Filter,
  flag: Flag,
  globe: Globe,
  grip: Grip,
  inbox: Inbox,
  info: Info,
  key: Key,
  keyboard: Keyboard,
  link: Link,
  list: List,
  lock: Lock,
  log: Log,
  mail: Mail,
  maximize: Maximize,
  message: Message,
  minus: Minus,
  monitor: Monitor,
  moon: Moon,
  more: Ellipsis,
  note: Note,
  pause: Pause,
  phone: Phone,
  play: Play,
  plug: Plug,
  plus: Plus,
  refresh: Refresh,
  replay: Replay,
  search: Search,
  send: Send,
  settings: Settings,
  sparkles: Sparkles,
  star: Star,
  sun: Sun,
  tag: Tag,
  task: Task,
  trash: Trash,
  trophy: Trophy,
  unplugged: Unplugged,
  upload: Upload,
  user: User,
  users: Users,
  zap: Zap,
} as const;

export type IconName = keyof typeof ICONS;
