"""What sites print around articles, in the languages of the news: phrases by reason.

Phrases are casefolded and parted by ``|``. A digit stands for any number, or none. The languages, in
this order where a phrase is common to them all: en de fr es it pt nl sv da no fi pl cs hu ro el ru uk
tr ar fa he hi id vi th zh ja ko.
"""

EXACT: dict[str, str] = {
    "navigation": (
        "close|menu|home|modal trigger|resize text|skip ad|skip advertisement|contact us|about us|advertise|advertise with us|privacy|terms & conditions|terms and conditions|site map|sitemap|rss feeds|rss|loading headlines...|your account|search search|home page|homepage|search|skip to content|skip to main content|back to top|go to top|back to gallery|jump to content|log in|login"
        "|log out|sign in|register|my account|topics|latest news|latest|most read|most popular|most viewed|top stories|top news|trending|trending now"
        "|breaking news|editions|e-paper|epaper|edit|more|next|prev|previous|previous article|next article|next story|next post|previous post|load more"
        "|show more|view more|see all|view all|show all|more_vert|expand|collapse|continue reading|continue reading the main story|read full article|open menu"
        "|close menu|sections|newsletters newsletters|menü|startseite|suche|suchen|anmelden|registrieren|zum inhalt springen|zur startseite|nach oben|seite 1"
        "|themen|meistgelesen|abo|mehr|mehr anzeigen|weiterlesen|schließen|vorheriger artikel|nächster artikel|accueil|rechercher|fermer|connexion|se connecter"
        "|s'inscrire|aller au contenu|haut de page|les plus lus|à la une|voir plus|voir tout|afficher plus|lire la suite|article suivant|inicio|portada|buscar"
        "|cerrar|iniciar sesión|ir al contenido|lo más leído|lo más visto|ver más|últimas noticias|seguir leyendo|menú|registrarse|cerca|chiudi|accedi"
        "|registrati|vai al contenuto|i più letti|più letti|ultime notizie|leggi tutto|continua a leggere|mostra altro|início|fechar|entrar"
        "|pular para o conteúdo|mais lidas|últimas notícias|ver mais|ver todas|zoeken|sluiten|inloggen|meest gelezen|naar de inhoud|meer laden|meest bekeken"
        "|hem|sök|stäng|logga in|mest läst|senaste nytt|till innehållet|forside|søg|luk|log ind|mest læste|seneste nyt|søk|lukk|logg inn|mest lest|siste nytt"
        "|etusivu|haku|sulje|kirjaudu|kirjaudu sisään|luetuimmat|uusimmat|siirry sisältöön|strona główna|szukaj|zamknij|zaloguj się|zaloguj|najczęściej czytane"
        "|czytaj dalej|przejdź do treści|domů|hledat|zavřít|přihlásit|přihlásit se|nejčtenější|zobrazit více|přejít k obsahu|főoldal|keresés|bezárás|belépés"
        "|bejelentkezés|legolvasottabb|tovább|acasă|caută|închide|autentificare|cele mai citite|citește mai departe|αρχική|αναζήτηση|κλείσιμο|σύνδεση"
        "|ροή ειδήσεων|δημοφιλή|μενού|главная|поиск|закрыть|войти|меню|самое читаемое|популярное|последние новости|читать далее|показать еще|показать ещё"
        "|лента новостей|на главную|наверх|головна|пошук|закрити|увійти|останні новини|читати далі|найпопулярніше|показати ще|ana sayfa|anasayfa|arama|ara"
        "|kapat|giriş yap|son dakika|en çok okunanlar|devamını oku|üye ol|الرئيسية|بحث|إغلاق|تسجيل الدخول|الأكثر قراءة|آخر الأخبار|القائمة|عرض المزيد|صفحه اصلی"
        "|جستجو|بستن|ورود|پربازدیدترین|آخرین اخبار|صفحه نخست|דף הבית|חיפוש|סגור|התחברות|הנצפות ביותר|חדשות אחרונות|תפריט|होम|खोजें|बंद करें|लॉगिन|ताज़ा खबरें"
        "|ताजा खबरें|ट्रेंडिंग|मेन्यू|beranda|cari|tutup|masuk|terpopuler|terkini|berita terkini|selengkapnya|lihat semua|trang chủ|tìm kiếm|đóng|đăng nhập"
        "|tin mới nhất|đọc nhiều|xem thêm|xem tất cả|หน้าแรก|ค้นหา|ปิด|เข้าสู่ระบบ|ข่าวล่าสุด|ดูทั้งหมด|ข่าวยอดนิยม|首页|首頁|搜索|搜尋|关闭|關閉|登录|登入|注册|菜单|返回顶部|返回首页|热门"
        "|最新新闻|更多|加载更多|查看更多|上一篇|下一篇|ホーム|検索|閉じる|ログイン|新規登録|メニュー|もっと見る|続きを読む|次のページ|前のページ|トップページ|ランキング|トップへ戻る|홈|검색|닫기|로그인|회원가입|메뉴|더보기|많이 본 뉴스|최신기사|이전 기사|다음 기사"
        "|본문 바로가기|목록|начало|търсене|вход|затвори|най-четени|последни новини|početna|naslovnica|naslovna|pretraga|izbornik|prijava|zatvori|najčitanije|najnovije|najnovije vijesti|најчитаније|најновије|насловна|почетна|domov|hľadať|zavrieť|najčítanejšie|iskanje|zapri|najbolj brano|sākums|meklēt|aizvērt|lasītākie|jaunākās ziņas|izvēlne|pradžia|paieška|uždaryti|prisijungti|skaitomiausi|avaleht|otsi|sulge|logi sisse|loetumad|inici|tancar|el més llegit|প্রচ্ছদ|সর্বশেষ|সর্বাধিক পঠিত|صفحہ اول|تلاش|阅读全文|展开全文|查看全文|閱讀全文|繼續閱讀|继续阅读"
    ),
    "advertisement": (
        "advertisement|advertisements|advertising|ad|ads|sponsored|sponsored content|paid content|promoted|promoted content|ad feedback|remove ads"
        "|scroll to continue|scroll to continue with content|advertisement continue reading the main story|story continues below|story continued below"
        "|story continues below advertisement|story continues after advertisement|article continues below|article continues after advertisement"
        "|article continues below advertisement|continues below advertisement|continue reading below|anzeige|werbung|anzeigen|publicité|annonce|publicidad"
        "|anuncio|pubblicità|annuncio|publicidade|continua após a publicidade|continua depois da publicidade|sigue leyendo|advertentie|reclame|annons|annonser"
        "|artikkelen fortsetter under annonsen|artiklen fortsætter under annoncen|artikeln fortsätter under annonsen|annonsørinnhold|mainos"
        "|juttu jatkuu mainoksen jälkeen|reklama|dalsza część artykułu pod reklamą|hirdetés|publicitate|διαφήμιση|реклама|рекламa|продолжение после рекламы"
        "|reklam|haberin devamı|إعلان|اعلان|آگهی|تبلیغات|פרסומת|विज्ञापन|iklan|scroll untuk melanjutkan membaca|advertisement scroll to continue with content"
        "|quảng cáo|โฆษณา|广告|廣告|広告|スポンサーリンク|광고|poniżej dalsza część artykułu|dalszy ciąg artykułu pod wideo|dalsza część materiału pod wideo|dalsza część artykułu pod materiałem wideo|oglas|oglasi|nastavak članka ispod oglasa|inzercia|reklāma|reklaam|publicitat|বিজ্ঞাপন|اشتہار|விளம்பரம்|რეკლამა"
    ),
    "media": (
        "photo|photos|bigphoto|big photo|image|images|picture|pictures|video|videos|gallery|slideshow|photo gallery|image gallery|play|play video|play audio"
        "|watch|watch live|watch now|watch video|watch the video|now playing|up next|replay|unmute|mute|pause|fullscreen|loading|loading...|view gallery"
        "|view slideshow|view photos|see photos|enlarge this image|toggle caption|image 1 of 2|next image 1 of 2|prev image 1 of 2|photo 1 of 2|slide 1 of 2"
        "|1/2 photos|slideshow (1 images)|1 photos|1 images|view 1 photos|hide caption|show caption|audio|podcast|listen|listen now|listen to this article"
        "|listen to article|listen to the article|listen to story|media playback is unsupported on your device|media playback is not supported on this device"
        "|video player is loading|this is a modal window|recommended video|related video|autoplay|cnn video|video playing|watch this video|view photo"
        "|view image|embed|1 min read|1 mins read|1 minute read|1 minutes read|1-min read|1-minute read|read time: 1 min|reading time: 1 min"
        "|reading time 1 minutes|estimated reading time: 1 minutes|min read|bild|bilder|bildergalerie|fotostrecke|foto|fotos|artikel anhören|vorlesen"
        "|lesezeit: 1 min|lesezeit: 1 minuten|lesezeit 1 minuten|lesedauer: 1 minuten|1 min. lesezeit|1 minuten lesezeit|écouter|écouter l'article"
        "|écouter cet article|vidéo|diaporama|temps de lecture : 1 min|temps de lecture : 1 minutes|temps de lecture 1 min|lecture : 1 min|lecture 1 min|vídeo"
        "|galería|imagen|escuchar|escuchar artículo|tiempo de lectura: 1 min|tiempo de lectura: 1 minutos|1 min de lectura|galleria|fotogallery|ascolta"
        "|ascolta l'articolo|tempo di lettura: 1 min|tempo di lettura: 1 minuti|imagem|ouvir|ouça este conteúdo|ouvir notícia|tempo de leitura: 1 min"
        "|1 min de leitura|luister|beluister dit artikel|leestijd 1 minuten|leestijd: 1 min|lyssna|lyssna på artikeln|lästid 1 min|lästid: 1 min|lyt"
        "|lyt til artiklen|læsetid: 1 min|lytt til artikkelen|kuuntele|lukuaika 1 min|kuva|zdjęcie|galeria|posłuchaj|czas czytania: 1 min|fotogalerie|přehrát"
        "|doba čtení: 1 min|galéria|galerie foto|timp de citire: 1 minute|βίντεο|φωτογραφίες|χρόνος ανάγνωσης: 1 λεπτά|фото|видео|слушать|время чтения: 1 мин"
        "|время на чтение: 1 мин|відео|час читання: 1 хв|fotoğraf|haberi dinle|dinle|okuma süresi: 1 dakika|صورة|فيديو|استمع|مدة القراءة: 1 دقائق|عکس|ویدیو"
        "|تصویر|תמונה|וידאו|זמן קריאה: 1 דקות|फोटो|वीडियो|dengarkan|waktu baca 1 menit|nghe đọc bài|nghe bài viết|ภาพ|วิดีโอ|图片|視頻|视频|圖片|播放|收听本文|写真|動画|画像|写真一覧"
        "|この記事を聴く|사진|동영상|포토|기사 듣기|본문듣기|lesedauer etwa 1 min|lesedauer etwa 1 minuten|lesedauer ca. 1 min|lesedauer: 1 min|lesezeit ca. 1 min|снимка|снимки|галерия|време за четене: 1 мин|fotogalerija|galerija|vrijeme čitanja: 1 min|čas branja: 1 min|čas čítania: 1 min|attēli|nuotraukos|galerii|ছবি|ভিডিও"
    ),
    "comments": (
        "comment|comments|1 comments|1 comment|view comments|view 1 comments|show comments|read comments|leave a comment|post a comment|add a comment"
        "|add comment|write a comment|join the conversation|comments are closed|no comments|no comments yet|comments (1)|leave a reply|reply|report abuse"
        "|add your two cents|what do you think|join the discussion|start the conversation|sort by|kommentar|kommentare|kommentare (1)|1 kommentare"
        "|kommentar schreiben|kommentieren|kommentare lesen|commentaires|commentaire|1 commentaires|réagir|commenter|laisser un commentaire|comentarios"
        "|1 comentarios|comentar|deja un comentario|commenti|1 commenti|commenta|lascia un commento|comentários|comentário|deixe um comentário|reacties|reageer"
        "|plaats een reactie|kommentarer|kommentera|kommenter|skriv en kommentar|kommentit|kommentoi|komentarze|skomentuj|dodaj komentarz|komentáře|diskuse"
        "|diskuze|přidat komentář|hozzászólások|comentarii|adaugă comentariu|σχόλια|комментарии|1 комментариев|оставить комментарий|комментировать|обсудить"
        "|коментарі|залишити коментар|yorumlar|yorum yap|yorum yaz|التعليقات|تعليقات|أضف تعليق|نظرات|ارسال نظر|תגובות|הוסף תגובה|टिप्पणी|टिप्पणियाँ|komentar"
        "|tulis komentar|bình luận|ý kiến|ความคิดเห็น|แสดงความคิดเห็น|评论|留言|发表评论|評論|コメント|コメントする|コメントを書く|댓글|댓글쓰기|1개의 댓글|коментари|добави коментар|komentari|dodaj komentar|ostavi komentar|komentáre|diskusia|pridať komentár|komentarji|komentāri|pievienot komentāru|komentarai|komentuoti|palikti komentarą|kommentaarid|kommenteeri|lisa kommentaar|comentaris|মন্তব্য|মন্তব্য করুন|تبصرے"
    ),
    "share": (
        "share|share this|share this article|share this story|share article|share this post|share story|share via email|share on facebook|share on twitter"
        "|share on x|share on whatsapp|copy link|link copied|link copied!|copied|print|print this article|email|e-mail|email this article|tweet|send|save"
        "|save article|save this story|bookmark|gift article|give this article|retweet|pin it|teilen|drucken|link kopieren|artikel teilen|merken"
        "|auf facebook teilen|per e-mail teilen|mailen|partager|partager l'article|partager cet article|imprimer|envoyer|copier le lien|enregistrer|compartir"
        "|imprimir|enviar|copiar enlace|guardar|comparte|compártelo|condividi|stampa|copia link|compartilhar|compartilhe|partilhar|copiar link|delen|deel"
        "|deel dit artikel|deel artikel|kopieer link|afdrukken|dela|dela artikeln|kopiera länk|skriv ut|del|del artikel|del artikkel|kopier link|jaa"
        "|jaa artikkeli|kopioi linkki|tulosta|udostępnij|podziel się|drukuj|kopiuj link|sdílet|tisk|vytisknout|megosztás|megosztom|nyomtatás|distribuie|trimite"
        "|printează|κοινοποίηση|μοιραστείτε το|εκτύπωση|поделиться|распечатать|скопировать ссылку|печать|поділитися|надрукувати|роздрукувати|paylaş|yazdır"
        "|bağlantıyı kopyala|مشاركة|شارك|طباعة|نسخ الرابط|انشر|اشتراک گذاری|چاپ|کپی لینک|שתף|שתפו|הדפסה|העתק קישור|शेयर करें|साझा करें|प्रिंट|bagikan"
        "|salin tautan|cetak|chia sẻ|sao chép liên kết|แชร์|แบ่งปัน|คัดลอกลิงก์|分享|分享到|分享至|打印|列印|复制链接|收藏|シェア|シェアする|ツイート|印刷|印刷する|保存|リンクをコピー|共有|공유|공유하기|프린트|인쇄"
        "|링크 복사|스크랩|url 복사|このニュースをシェア|この記事をシェア|記事をシェアする|сподели|споделете|podijeli|podeli|podijelite|podelite|подели|zdieľať|zdieľať článok|natisni|dalīties|iesaki šo rakstu|nosūtīt draugam|dalintis|pasidalinti|spausdinti|jaga|jaga artiklit|comparteix|শেয়ার করুন|شیئر کریں|பகிர்"
    ),
    "follow": (
        "follow|follow us|follow me|following|folgen|folgen sie uns|suivre|suivez-nous|síguenos|seguir|síganos|segui|seguici|siga|siga-nos|volgen|volg ons|följ"
        "|följ oss|følg|følg os|følg oss|seuraa|seuraa meitä|obserwuj|obserwuj nas|sledovat|sledujte nás|kövess minket|kövessen minket|urmărește-ne"
        "|ακολουθήστε μας|подписаться|подписывайтесь|подписывайтесь на нас|підписатися|стежте за нами|takip et|bizi takip edin|تابعنا|تابعونا|متابعة"
        "|ما را دنبال کنید|עקבו אחרינו|फॉलो करें|हमें फॉलो करें|ikuti kami|theo dõi|theo dõi chúng tôi|ติดตาม|ติดตามเรา|关注我们|关注|關注我們|フォローする|フォロー|팔로우|последвайте ни|pratite nas|zapratite nas|пратите нас|sledite nam|spremljajte nas|seko mums|sekojiet mums|sekite mus|jälgi meid|segueix-nos|seguiu-nos"
    ),
    "related": (
        "related|related links|related link|related sources|related articles|related article|related stories|related story|related coverage|related topics"
        "|related content|related news|related posts|read more|read also|read next|more stories|more news|more coverage|more on this|more on this story"
        "|see also|also read|also see|you may also like|you might also like|you may be interested in|recommended|recommended for you|recommended stories"
        "|recommended reading|suggested|from the web|around the web|from our partners|more from this section|more like this|what to read next|up next"
        "|editor's picks|editors' picks|editor’s picks|don't miss|don’t miss|must read|must reads|in case you missed it|learn more|mehr zum thema"
        "|lesen sie auch|auch interessant|weitere artikel|weitere meldungen|weitere themen|das könnte sie auch interessieren|das könnte dich auch interessieren"
        "|verwandte artikel|mehr dazu|zum thema|passend zum thema|ähnliche artikel|empfehlungen der redaktion|lesetipps|mehr aus dem ressort|à lire aussi"
        "|lire aussi|lire également|à lire également|sur le même sujet|sur le même thème|articles liés|voir aussi|à voir aussi|vous aimerez aussi"
        "|les plus récents|nos articles|lea también|lee también|leer también|te puede interesar|le puede interesar|también te puede interesar"
        "|noticias relacionadas|más información|artículos relacionados|ver también|más noticias|relacionadas|leggi anche|articoli correlati"
        "|potrebbe interessarti|potrebbe interessarti anche|ti potrebbe interessare|vedi anche|notizie correlate|per approfondire|approfondimenti|leia também"
        "|leia mais|veja também|saiba mais|notícias relacionadas|matérias relacionadas|conteúdo relacionado|relacionados|artigos relacionados|lees ook"
        "|lees meer|lees verder|meer over dit onderwerp|gerelateerd|gerelateerde artikelen|bekijk ook|läs också|läs även|läs mer|relaterat|mer om ämnet"
        "|relaterade artiklar|fler artiklar|læs også|læs mere|relaterede artikler|les også|les mer|relaterte saker|mere om emnet|se også|lue myös|lue lisää"
        "|aiheesta lisää|katso myös|suosittelemme|czytaj także|czytaj też|czytaj również|przeczytaj także|zobacz także|zobacz też|zobacz również|czytaj więcej"
        "|polecane|powiązane artykuły|podobne artykuły|čtěte také|přečtěte si také|související|související články|více k tématu|další články"
        "|mohlo by vás zajímat|olvassa el ezt is|kapcsolódó cikkek|kapcsolódó cikk|ez is érdekelheti|ajánljuk|további cikkek|citește și|citiți și|vezi și"
        "|articole similare|pe aceeași temă|articole recomandate|știri pe aceeași temă|διαβάστε επίσης|διαβάστε ακόμα|διαβάστε περισσότερα|σχετικά άρθρα"
        "|δείτε επίσης|σχετικά|читайте также|читать также|материалы по теме|по теме|другие новости|похожие новости|смотрите также|подробнее|связанные новости"
        "|ещё по теме|еще по теме|рекомендуем|читайте також|дивіться також|матеріали за темою|за темою|новини за темою|схожі новини|ilgili haberler"
        "|i̇lgili haberler|ilginizi çekebilir|i̇lginizi çekebilir|bunlar da ilginizi çekebilir|diğer haberler|benzer haberler|اقرأ أيضا|اقرأ أيضاً|اقرأ أيضًا"
        "|إقرأ أيضا|اقرأ المزيد|مواضيع ذات صلة|أخبار ذات صلة|مقالات ذات صلة|موضوعات متعلقة|المزيد|شاهد أيضا|شاهد أيضاً|بیشتر بخوانید|اخبار مرتبط|مطالب مرتبط"
        "|همچنین بخوانید|خبرهای مرتبط|קראו גם|קרא עוד|כתבות נוספות|אולי יעניין אותך|כתבות קשורות|עוד בנושא|यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें|और पढ़ें"
        "|संबंधित खबरें|संबंधित समाचार|baca juga|baca selengkapnya|berita terkait|artikel terkait|lihat juga|simak juga|xem thêm|đọc thêm|tin liên quan"
        "|bài liên quan|bài viết liên quan|có thể bạn quan tâm|tin cùng chuyên mục|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง|อ่านข่าวที่เกี่ยวข้อง|อ่านต่อ"
        "|เรื่องที่เกี่ยวข้อง|相关新闻|相关阅读|相关报道|延伸阅读|推荐阅读|相關新聞|延伸閱讀|相關報導|更多新闻|猜你喜欢|你可能也喜欢|相关链接|関連記事|関連ニュース|あわせて読みたい|こちらもおすすめ|おすすめ記事|関連リンク|関連キーワード|관련기사|관련 기사|관련뉴스"
        "|관련 뉴스|추천기사|추천 기사|주요뉴스|함께 보면 좋은 기사|a lire aussi|a lire également|a lire|à lire|a voir aussi|también puede leer|también puedes leer|te recomendamos|le recomendamos|leer más|dowiedz się więcej|przeczytaj też|przeczytaj również|sprawdź też|sprawdź także|прочетете още|прочетете също|още по темата|вижте още|pročitajte još|pročitajte i|pročitajte više|pročitaj više|povezane vijesti|povezane vesti|povezani članci|прочитајте још|прочитајте и|повезане вести|čítajte tiež|čítajte aj|prečítajte si aj|prečítajte si tiež|súvisiace články|preberite še|preberite tudi|povezane novice|lasi arī|lasiet arī|lasi vēl|saistītie raksti|skaitykite taip pat|taip pat skaitykite|susiję straipsniai|loe ka|loe veel|loe lisaks|seotud lood|llegeix també|llegiu també|notícies relacionades|lexo edhe|lexoni edhe|lesa meira|tengdar fréttir|həmçinin oxuyun|digər xəbərlər|আরও পড়ুন|আরো পড়ুন|مزید پڑھیں|یہ بھی پڑھیں|متعلقہ خبریں|மேலும் படிக்க|தொடர்புடைய செய்திகள்|berita berkaitan|baca lagi|soma pia|soma zaidi|წაიკითხეთ ასევე|կարդացեք նաև|прочитајте повеќе|поврзани вести"
    ),
    "subscription": (
        "subscribe|subscribe now|subscribe today|subscribe for free|sign up|sign up now|sign me up|newsletter|newsletters|newsletter sign up|daily newsletter"
        "|free newsletter|enter your email|enter your email address|your email|your email address|email address|invalid email address|submit"
        "|already a subscriber|already a subscriber?|become a member|join now|donate|donate now|support us|manage newsletters|be the first to know"
        "|never miss a story|start your free trial|unlock this article|get unlimited access|thanks for signing up|thank you for subscribing"
        "|thank you for signing up|congratulations!|for subscribers|subscribers only|premium|unlimited digital access|abonnieren|jetzt abonnieren"
        "|newsletter abonnieren|zum newsletter anmelden|jetzt anmelden|jetzt testen|nur für abonnenten|s'abonner|abonnez-vous|je m'abonne|je m’abonne"
        "|déjà abonné|déjà abonné ?|réservé aux abonnés|article réservé aux abonnés|suscríbete|suscribirse|suscribirme|suscríbase|boletines|boletín|abbonati"
        "|abbonati ora|iscriviti|iscriviti alla newsletter|contenuto riservato agli abbonati|assine|assine já|assine agora|assinar|exclusivo para assinantes"
        "|abonneren|abonneer|word abonnee|meld je aan|alleen voor abonnees|prenumerera|bli prenumerant|för prenumeranter|abonner|bliv abonnent|bli abonnent"
        "|for abonnenter|tilaa|tilaa uutiskirje|tilaajille|subskrybuj|zapisz się|prenumeruj|předplatné|předplatit|odebírat|odebírat newsletter|feliratkozás"
        "|feliratkozom|hírlevél|előfizetés|abonează-te|abonare|εγγραφή|εγγραφείτε|подписка|оформить подписку|подпишитесь|підписка|підпишіться|abone ol"
        "|abone olun|e-bülten|bülten|اشترك|اشترك الآن|النشرة البريدية|اشتراک|خبرنامه|הרשמה|הרשמו לניוזלטר|सब्सक्राइब करें|सदस्यता लें|berlangganan|đăng ký"
        "|đăng ký nhận tin|สมัครสมาชิก|订阅|訂閱|立即订阅|免费订阅|購読|購読する|会員登録|有料会員限定|メルマガ登録|무료회원가입|구독|구독하기|뉴스레터 구독|정기구독|記事保存|evernote保存|新規会員登録|無料会員登録|会員限定記事|ご利用には会員登録が必要です|続きを読むには会員登録が必要です|この記事は会員限定です|абонирай се|абонирайте се|pretplati se|pretplatite se|претплати се|odoberať newsletter|naročite se|abonēt|prenumeruoti|prenumeruokite|telli uudiskiri"
    ),
    "app": (
        "download the app|download our app|get the app|get our app|open app|open in app|use app|install|download on the app store|get it on google play"
        "|available on google play|app herunterladen|télécharger l'application|télécharger l’application|descarga la app|descargar app|descarga nuestra app"
        "|scarica l'app|scarica l’app|baixe o app|baixe o aplicativo|download de app|ladda ner appen|hent appen|last ned appen|lataa sovellus|pobierz aplikację"
        "|stáhněte si aplikaci|descarcă aplicația|κατεβάστε το app|скачать приложение|завантажити додаток|uygulamayı indir|حمل التطبيق|تحميل التطبيق"
        "|دانلود اپلیکیشن|הורידו את האפליקציה|ऐप डाउनलोड करें|unduh aplikasi|tải ứng dụng|ดาวน์โหลดแอป|下载客户端|打开app|下载app|アプリをダウンロード|アプリで開く|앱 다운로드|앱에서 보기"
    ),
    "cookies": (
        "accept|accept all|accept cookies|accept all cookies|reject all|manage cookies|cookie settings|cookie policy|cookie preferences|privacy settings"
        "|privacy policy|terms of use|terms of service|manage preferences|i agree|i accept|do not sell my personal information|your privacy choices"
        "|alle akzeptieren|cookies akzeptieren|cookie-einstellungen|datenschutz|impressum|datenschutzeinstellungen|tout accepter|accepter|accepter et fermer"
        "|tout refuser|continuer sans accepter|gérer les cookies|mentions légales|politique de confidentialité|aceptar|aceptar todo|aceptar cookies"
        "|aceptar y continuar|política de privacidad|política de cookies|accetta|accetta tutto|accetta tutti|rifiuta|aceitar|aceitar todos"
        "|política de privacidade|alles accepteren|accepteren|privacybeleid|godkänn alla|acceptera alla|accepter alle|godta alle|hyväksy kaikki|akceptuję"
        "|zaakceptuj|polityka prywatności|souhlasím|přijmout vše|elfogadom|adatvédelem|accept toate|acceptă toate|αποδοχή|принять|согласен"
        "|политика конфиденциальности|прийняти|kabul et|tümünü kabul et|çerez politikası|gizlilik politikası|موافق|قبول|سياسة الخصوصية|אישור|מדיניות פרטיות"
        "|स्वीकार करें|setuju|terima|đồng ý|ยอมรับ|ยอมรับทั้งหมด|接受|同意|隐私政策|同意する|プライバシーポリシー|동의|개인정보처리방침"
    ),
}
"""Whole lines, whatever their case, bullets, numbers and end mark."""

LABEL: dict[str, str] = {
    "related": (
        "read|more|read the full story|related reading|watch also|watch live|full coverage|special|more info|mehr|lesetipp|hintergrund zum thema|voir|ver|leggi"
        "|vídeos relacionados|quiz|click here|go deeper|dig deeper|ещё|видео по теме|watch more|see more|explore more|listen to more|photos from"
    ),
    "media": (
        "watch|photos|video|videos|gallery|slideshow|photo gallery|pictures|in pictures|podcast|graphic"
    ),
    "tags": (
        "tags|tag|topics|filed under|categories|category|keywords|in this article|posted in|filed in|schlagworte|schlagwörter|stichworte|mots-clés|mots clés"
        "|étiquettes|thèmes|sujets|etiquetas|temas|palabras clave|argomenti|parole chiave|assuntos|palavras-chave|trefwoorden|onderwerpen|ämnen|nyckelord|emner"
        "|nøgleord|nøkkelord|asiasanat|aiheet|tagi|słowa kluczowe|štítky|témata|klíčová slova|címkék|etichete|cuvinte cheie|ετικέτες|теги|метки|ключевые слова"
        "|теми|мітки|etiketler|anahtar kelimeler|وسوم|الوسوم|الكلمات المفتاحية|کلیدواژه|کلیدواژه‌ها|برچسب‌ها|תגיות|תגים|टैग|टैग्स|kata kunci|topik|từ khóa"
        "|từ khoá|chủ đề|แท็ก|คำค้น|标签|關鍵字|关键词|标签云|タグ|キーワード|태그|키워드"
    ),
    "staff": "责任编辑|責任編輯|责编|编辑|編輯|核稿編輯|校对|审校|審校|编审|審核|审核|编辑整理|編集|校閲|責任編集",
}
"""Phrases that are chrome before a colon or an arrow; so are those of `EXACT`, in `LABELLED`."""

LABELLED = frozenset({"related", "app"})
"""Reasons whose whole-line phrases count before a colon too: ``Read more: …``."""

START: dict[str, str] = {
    "subscription": (
        "subscribe to|subscribe free|subscribe here|subscribe for|sign up for|sign up here|sign up to|sign up today|sign-up for|!get our newsletter"
        "|!get our daily|!get our weekly|!get our free|!get the latest news in your|!get unlimited|!join our newsletter|!join our mailing|!join our whatsapp"
        "|!enter your email|!we've sent you|!please enter a valid email|!daily newsletters|!abonnieren sie|!jetzt newsletter|!melden sie sich für unseren"
        "|unser newsletter|!abonnez-vous à|!inscrivez-vous à|!recevez nos|!recevez notre|!recevez chaque|!cet article est réservé|!suscríbete a|!suscríbase a"
        "|!recibe en tu|!reciba en su|!apúntate a nuestr|!regístrate para|!iscriviti a|!iscriviti alla|!iscriviti al|!ricevi le|!ricevi la|!abbonati a"
        "|!resta aggiornato|!assine a|!assine o|!inscreva-se|!receba as|!receba no seu|!cadastre-se|!meld je aan voor|!schrijf je in|!ontvang onze|!abonneer je"
        "|!prenumerera på|!anmäl dig till|!tilmeld dig|!få nyhedsbrevet|!meld deg på|!tilaa uutiskirje|!zapisz się na|!zapisz się do|!přihlaste se k odběru"
        "|!odebírejte|!iratkozzon fel|!iratkozz fel|!abonează-te la|!abonați-vă la|!εγγραφείτε στο|!подпишитесь на|!подписывайтесь на|!підписуйтесь на"
        "|!підписуйтеся на|!підпишіться на|!bültenimize|!اشترك في نشرتنا|!اشترك في قناتنا|!اشترك في النشرة|!اشتركوا في نشرتنا|!هم‌اکنون عضو|!הירשמו ל"
        "|!berlangganan newsletter|!đăng ký nhận|!สมัครรับ|!订阅我们|!訂閱我們|!メールマガジン登録|!뉴스레터를 구독|!有料会員の方のみ|!有料会員限定|!会員限定|!この記事は会員限定|!この記事は有料|!абонирайте се за|!pretplatite se na|!prenumeruokite|!naročite se na"
    ),
    "share": (
        "share on facebook|share on twitter|share on x (|share on whatsapp|share on linkedin|share on telegram|share on reddit|share on pinterest|share on tumblr|share on pocket|share on bluesky|share on threads|share this|share via|email this|auf facebook teilen|auf twitter teilen|auf x teilen|teilen auf|partager sur|compartir en|compartir por"
        "|condividi su|compartilhar no|compartilhar via|delen via|deel via|dela på|del på|jaa facebookissa|udostępnij na|sdílet na|megosztás a|distribuie pe"
        "|поделиться в|поділитися в|facebook'ta paylaş|twitter'da paylaş|مشاركة عبر|شارك على|bagikan ke|bagikan di|chia sẻ qua|分享到|分享至"
    ),
    "follow": (
        "!follow us|!follow @|!like us on|!find us on|join us on|connect with us|!folgen sie uns|!folge uns|!suivez-nous|!retrouvez-nous sur|!síguenos"
        "|!síganos|!únete a nuestro canal|!seguici su|!segui la nostra|!siga-nos|!siga o nosso|!siga o canal|!volg ons|!följ oss|!følg os|!følg oss"
        "|!seuraa meitä|!obserwuj nas|!polub nas|!sledujte nás|!kövess minket|!kövessen minket|!urmărește-ne|!urmăriți-ne|!ακολουθήστε το|!ακολουθήστε μας"
        "|!подписывайтесь на наш|!читайте нас в|!следите за нами|!стежте за нами|!читайте нас|!bizi takip|!تابعونا على|!تابعنا على|!ما را در شبکه"
        "|!ما را در تلگرام|!עקבו אחרינו|!हमें फॉलो|!ikuti kami|!ikuti berita|!theo dõi chúng tôi|!ติดตามเรา|!ติดตามข่าว|!关注我们|!扫码关注|!關注我們|!フォローして"
    ),
    "related": (
        "related links|related articles|related stories|related coverage|more from|more on this|more stories from|most read in|most popular in|trending in"
        "|read more about|read more on|read more from|read more here|!read the full story|!read the full article|you may also like|recommended for you"
        "|!click here|!click for more|!tap here|see more|latest from|!click to read|!click to see|!click through|!(click here|!for more on this story"
        "|!for more information, visit|!for more news|!for more stories|!read the original|!send tips to|!this piece originally appeared|!this article originally appeared"
        "|!this article was originally published|!this story originally appeared|!this story was originally published|!this post originally appeared"
        "|!view original|mehr zum thema|mehr aus|weitere artikel|lesen sie auch|lesen sie hier|!hier klicken|à lire aussi|lire aussi|!cliquez ici"
        "|plus d'articles|lea también|lee también|!haz clic aquí|!haga clic aquí|leggi anche|!clicca qui|leia também|leia mais|veja também|!clique aqui|lees ook"
        "|!klik hier|läs också|läs även|läs mer|!klicka här|læs også|!klik her|les også|!klikk her|lue myös|!lue lisää|!klikkaa tästä|czytaj także|czytaj też"
        "|czytaj również|zobacz także|!kliknij tutaj|!kliknij, aby|čtěte také|přečtěte si|!klikněte zde|!klikněte sem|!kattintson ide|citește și|citiți și|!click aici|διαβάστε επίσης|διαβάστε ακόμα"
        "|!πατήστε εδώ|читайте также|читайте тут|!нажмите сюда|!нажмите здесь|читайте також|!اضغط هنا|اقرأ أيض|إقرأ أيض|بیشتر بخوانید|קראו גם|לכתבות נוספות|यह भी पढ़ें|ये भी पढ़ें"
        "|इसे भी पढ़ें|baca juga|simak juga|!klik di sini|xem thêm|đọc thêm|!nhấn vào đây|อ่านเพิ่มเติม|อ่านข่าว|相关新闻|相关阅读|延伸阅读|延伸閱讀|推荐阅读|!点击查看|!点击进入|!点击这里|!點擊查看"
        "|関連記事|!詳しくはこちら|관련기사|관련 기사"
    ),
    "advertisement": (
        "story continues below|story continued below|article continues below|!continue reading the main story|advertisement continue|!artikeln fortsätter"
        "|!artikkelen fortsetter|!artiklen fortsætter|!juttu jatkuu|!dalsza część|!continúa leyendo|!continua após|!continua dopo|!la suite après"
        "|!haberin devamı|!scroll to continue|!lees verder onder|!lees door na"
    ),
    "comments": (
        "!join the conversation|!comments are closed|!leave a comment|!be the first to comment|view all 1 comments|!log in to comment|!sign in to comment"
        "|!please log in to|!comments on this|!have your say|!schreiben sie einen kommentar|!connectez-vous pour|!inicia sesión para|!log ind for at"
        "|!чтобы оставить|!commenting is closed|!commenting is now|!comments have been closed|!comments have been disabled|!les commentaires sont fermés"
        "|!los comentarios están cerrados|!die kommentarfunktion"
    ),
    "media": (
        "listen to this article|listen to this story|listen to this episode|listen to the article|listen to the full|listen to the podcast|play video|watch video|watch the video|watch live|now playing|slideshow (|view gallery|!media playback"
        "|!your browser does not|!this video is not|!this video is no|!video player|!écouter cet|!escucha este|!artikel anhören|!ihr browser|!votre navigateur"
        "|!su navegador|!tu navegador|!ваш браузер|!il tuo browser|!seu navegador|!uw browser|!din webbläsare|!javascript is|!please enable javascript"
    ),
    "app": (
        "!download our app|!download the app|!get the app|!get our app|!scan the qr code to download|!laden sie unsere app|!téléchargez l"
        "|!téléchargez notre|!descarga nuestra|!descarga la app|!scarica l'app|!baixe o app|!baixe nosso|!ladda ner vår app|!pobierz naszą|!скачайте приложение"
        "|!скачивайте приложение|!скачивайте наше|!unduh aplikasi|!tải ứng dụng"
    ),
    "cookies": (
        "!we use cookies|!this site uses cookies|!this website uses cookies|!we and our partners|!by continuing to use|!by using this site"
        "|!diese website verwendet cookies|!wir verwenden cookies|!wir nutzen cookies|!nous utilisons des cookies|!ce site utilise|!utilizamos cookies"
        "|!este sitio utiliza|!usamos cookies|!questo sito utilizza|!utilizziamo i cookie|!este site usa|!este site utiliza|!deze website gebruikt"
        "|!wij gebruiken cookies|!wij maken gebruik van cookies|!vi använder cookies|!vi bruger cookies|!vi bruker cookies|!käytämme evästeitä|!ta strona używa"
        "|!używamy plików cookie|!tento web používá|!používáme cookies|!ez a weboldal|!acest site|!folosim cookie|!ο ιστότοπος|!этот сайт использует"
        "|!мы используем cookie|!мы используем файлы|!сайт використовує|!bu site çerez|!sitemizde çerez|!يستخدم هذا الموقع|!האתר משתמש|!situs ini menggunakan"
        "|!trang web này sử dụng|!เว็บไซต์นี้ใช้|!本网站使用|!本網站使用|!当サイトでは|!当サイトは|!이 사이트는"
    ),
    "notice": (
        "!this material may not be|!this article is more than|!this story is more than|!reproduction in whole|!unauthorized reproduction|!this story is part of"
        "|!got a tip|!have a news tip|!do you have a story|!send us your|!contact us at|!this is a rush transcript|!content created by|!we may earn"
        "|!when you buy through|!this article contains affiliate|!die meinung des autors|!les opinions exprimées|!las opiniones expresadas"
        "|!le opinioni espresse|!please read our comment policy|!мнение автора|!редакция не несет|!редакция не несёт|!الآراء الواردة|!الآراء المنشورة|!免责声明|!免責聲明|!本文仅代表|!特别声明|!если вы нашли ошибку|!если вы заметили ошибку|!нашли ошибку?|!нашли опечатку?|!якщо ви знайшли помилку|!якщо ви помітили помилку|!знайшли помилку?|!помітили помилку?|!zauważyłeś błąd?|!widzisz błąd?|!našli jste chybu?|!fehler gefunden?|!vous avez repéré une erreur|!vous avez trouvé une erreur|!¿encontraste un error|!¿encontró un error|!encontrou algum erro|!hai trovato un errore|!hittat fel?|!kļūda rakstā?|!pamanīji kļūdu|!iezīmējiet tekstu|!pastebėjote klaidą?|!leidsid vea?|!märkasid viga?|!открихте грешка?|!ai găsit o greșeală|!hibát talált?|!found an error?|!spotted an error?|!see an error?"
    ),
    "caption": (
        "!image copyright|!image caption|!image source|!image credit|!media caption|!file photo|!file -|!file –|!file —|!(file|!representational image"
        "|!representative image|!enlarge this image|!hide caption|!toggle caption"
    ),
}
"""Beginnings of lines; ``!`` where they count in a whole sentence too."""

CREDIT: str = (
    "photo|image|picture|credit|photo credit|photo by|photos by|photograph|photography|image credit|picture by|illustration|illustration by|graphic by"
    "|caption|getty images|foto|fotos|bild|bilder|bildquelle|symbolbild|archivbild|grafik|crédit|crédit photo|crédits|crédits photo|crédits photos|crédit photos|photo d'illustration|imagen"
    "|fotografía|crédito|fotografia|foto di|foto de|imagem|crédito da foto|beeld|bildkälla|fotograf|kuva|kuvat|fot.|zdjęcie|fotó|sursa foto|φωτο|φωτογραφία"
    "|фото|фото из архива|fotoğraf|الصورة|صورة|تصوير|عکس|צילום|קרדיט|फोटो|ảnh|hình ảnh|ภาพ|图|图片|图源|图片来源|圖|圖片來源|图为|写真|画像|撮影|사진|사진="
)
"""What stands before the maker of a picture: ``Foto: Jana Holt``."""

NETWORKS: str = (
    "bluesky facebook fb flipboard google+ instagram line linkedin mastodon messenger ok pinterest qq空间 reddit rss signal snapchat telegram threads tiktok"
    " tumblr twitter viber vk wechat weibo whatsapp x xing youtube вконтакте одноклассники はてなブックマーク ツイッター フェイスブック 微信 微博 朋友圈 네이버밴드 밴드 카카오스토리 카카오톡 트위터 페이스북"
)
"""Networks, parted by blanks; a row of them is a share bar."""

BUTTONS: str = (
    "article auf bagikan by chia comment comments compartilhar compartir condividi connect copy dela delen drucken e-mail email en enviar envoyer follow"
    " imprimer jaa like link mail more on or partager paylaş pin post print save send share story su sur sẻ teilen this to tweet tweeter twittear us via"
    " поделиться 分享 分享到 공유"
)
"""What else stands in a share bar."""

ACTIONS: str = "share tweet pin email e-mail print teilen drucken partager imprimer compartir condividi compartilhar delen dela paylaş bagikan поделиться 分享 공유"
"""Two of these make a share bar without a network."""

STAMP: str = (
    "published|published on|published at|updated|updated on|updated at|last updated|last updated on|last modified|posted|posted on|first published|modified"
    "|originally published|date|veröffentlicht|veröffentlicht am|aktualisiert|aktualisiert am|stand|erstellt|erstellt am|zuletzt aktualisiert|publié"
    "|publié le|mis à jour|mis à jour le|modifié le|actualisé le|posté le|publicado|publicado el|publicado em|actualizado|actualizado el|atualizado"
    "|atualizado em|creado|pubblicato|pubblicato il|aggiornato|aggiornato il|ultimo aggiornamento|gepubliceerd|gepubliceerd op|bijgewerkt|laatst bijgewerkt"
    "|laatste update|geplaatst|publicerad|publicerad den|uppdaterad|senast uppdaterad|publiceret|opdateret|offentliggjort|publisert|oppdatert"
    "|sist oppdatert|julkaistu|päivitetty|opublikowano|data publikacji|aktualizacja|dodano|publikováno|aktualizováno|vydáno|megjelent|frissítve|közzétéve"
    "|publicat|publicat la|actualizat|actualizat la|δημοσιεύτηκε|δημοσίευση|ενημερώθηκε|ενημέρωση|опубликовано|обновлено|дата публикации|опубліковано"
    "|оновлено|yayınlanma|yayınlanma tarihi|yayın tarihi|güncelleme|güncelleme tarihi|son güncelleme|güncellendi|giriş|نشر|نشر في|تاريخ النشر|آخر تحديث"
    "|تم التحديث|تاریخ انتشار|به‌روزرسانی|פורסם|פורסם ב|עודכן|עדכון אחרון|प्रकाशित|अपडेट|अपडेटेड|updated:|diterbitkan|dipublikasikan|diperbarui|cập nhật"
    "|cập nhật lúc|đăng lúc|xuất bản|เผยแพร่|อัปเดต|อัพเดท|发布时间|发布于|发表于|更新时间|更新於|發佈時間|發布時間|最后更新|公開日|公開|更新日|更新|掲載|配信|最終更新|投稿日|입력|수정|등록|기사입력|기사수정|승인|최종수정"
    "|업데이트|송고|créé|créé le|mis en ligne|mis en ligne le|data:|fecha:|datum:|data dodania|erschienen am|публикувано|обновено|objavljeno|ažurirano|објављено|publikované|zverejnené|aktualizované|posodobljeno|publicēts|atjaunots|atjaunināts|paskelbta|publikuota|atnaujinta|avaldatud|uuendatud|প্রকাশিত|প্রকাশ:|শেষ আপডেট"
)
"""What stands before the date of a stamp."""

AGO: str = (
    "1 min ago|1 mins ago|1 minutes ago|1 minute ago|1 hour ago|1 hours ago|1 hrs ago|1 hr ago|1 hr 1 min ago|1h ago|1m ago|1d ago|1 day ago|1 days ago"
    "|1 week ago|1 weeks ago|1 month ago|1 months ago|1 year ago|1 years ago|an hour ago|a day ago|yesterday|just now|vor 1 minuten|vor 1 stunden"
    "|vor 1 stunde|vor 1 tagen|vor einer stunde|il y a 1 minutes|il y a 1 min|il y a 1 heures|il y a 1 heure|il y a 1 h|il y a 1 jours|hace 1 minutos"
    "|hace 1 horas|hace 1 hora|hace 1 días|1 minuti fa|1 ore fa|1 giorni fa|há 1 minutos|há 1 horas|há 1 dias|1 uur geleden|1 minuten geleden"
    "|1 dagen geleden|1 timmar sedan|för 1 timmar sedan|1 timer siden|for 1 timer siden|1 tuntia sitten|1 godzin temu|1 godziny temu|1 minut temu"
    "|1 minuty temu|před 1 hodinami|před 1 minutami|1 órája|1 perce|acum 1 ore|acum 1 minute|πριν 1 ώρες|πριν από 1 ώρες|1 часов назад|1 часа назад"
    "|1 час назад|1 минут назад|1 годин тому|1 години тому|1 хвилин тому|1 saat önce|1 dakika önce|1 gün önce|منذ 1 ساعات|منذ 1 ساعة|منذ 1 دقيقة|1 ساعت پیش"
    "|1 دقیقه پیش|לפני 1 שעות|לפני 1 דקות|1 घंटे पहले|1 मिनट पहले|1 jam lalu|1 jam yang lalu|1 menit yang lalu|1 menit lalu|1 giờ trước|1 phút trước"
    "|1 ngày trước|1 ชั่วโมงที่แล้ว|1 นาทีที่แล้ว|1小时前|1小時前|1分钟前|1分鐘前|1天前|1時間前|1分前|1日前|1시간 전|1분 전|1일 전"
)
"""How long ago a page is, in the words of a stamp."""

HOMES: str = "home|startseite|accueil|inicio|início|главная|головна|ana sayfa|anasayfa|首页|首頁|ホーム|홈|الرئيسية|beranda|trang chủ|หน้าแรก"
"""What the first button of a menu says."""

LINK_ENDS = (
    " read more",
    " lire la suite",
    " weiterlesen",
    " leer más",
    " leggi tutto",
    " lees meer",
    " читать далее",
)
"""What a link to another article ends with."""

RESERVED: str = (
    "all rights reserved|alle rechte vorbehalten|tous droits réservés|derechos reservados|todos los derechos|tutti i diritti riservati"
    "|todos os direitos reservados|alle rechten voorbehouden|alla rättigheter|alle rettigheder|alle rettigheter|kaikki oikeudet pidätetään"
    "|wszelkie prawa zastrzeżone|všechna práva vyhrazena|minden jog fenntartva|toate drepturile rezervate|με επιφύλαξη|все права защищены"
    "|усі права захищені|всі права захищені|tüm hakları saklıdır|جميع الحقوق محفوظة|تمامی حقوق|כל הזכויות שמורות|सर्वाधिकार सुरक्षित"
    "|hak cipta|bản quyền|版权所有|版權所有|無断転載|저작권자|무단전재|สงวนลิขสิทธิ์"
)
"""What a claim of copyright says where it does not say ©."""

MARKS: str = """\
subscription: inbox: to your inbox|in your inbox|into your inbox
subscription: newsletter: sign up for|sign up to|subscribe to|manage newsletter|newsletter sign up|newsletter signup|our newsletter|our daily newsletter|our weekly newsletter|our free newsletter|free newsletters|daily newsletters|unseren newsletter|unserem newsletter|notre newsletter|nuestra newsletter|nuestro newsletter|nossa newsletter|nostra newsletter|onze newsletter|vårt newsletter|naszego newslettera|náš newsletter|our e-newsletter|newsletter anmelden|newsletter abonnieren
subscription: signing up: by signing up,|by signing up you
subscription: sign up : sign up here|sign up now|sign up today|sign up for our
subscription: subscribe: become a subscriber|subscribe now|subscribe today|subscribe here|subscribe to our|not a subscriber?|already a subscriber?
notice:  expressed: expressed by columnists are|expressed by contributors are|expressed in this commentary are|expressed in this article are|expressed in this column are|expressed in this video are|expressed here are|opinions expressed are|views expressed are|expressed in this piece are|expressed by the author
related: click here: click here
related: appeared first on: appeared first on
follow: . follow : . follow him on|. follow her on|. follow them on|. follow us on|. follow me on|. follow @
bio: be reached at: can be reached at|may be reached at"""
"""A reason, a stem that few pages have, and what around the stem tells chrome from prose."""
