"""News texts of three lengths in the languages of the news, written for these tests."""

TEXTS: dict[str, tuple[str, str, str]] = {
    "en": (
        "The harbour authority closed two berths on Monday after engineers found cracks in the main quay wall. Ships carrying grain were sent to a smaller port forty kilometres to the north, where crews worked through the night. The transport minister said repairs would take at least three weeks and promised that the state would help traders who had lost money because of the delay.",
        "The city council voted late on Tuesday to raise bus fares by a tenth, although several members had asked for a delay.",
        "Minister resigns over report",
    ),
    "de": (
        "Die Hafenbehörde hat am Montag zwei Liegeplätze gesperrt, nachdem Ingenieure Risse in der Kaimauer gefunden hatten. Schiffe mit Getreide wurden in einen kleineren Hafen umgeleitet, der vierzig Kilometer weiter nördlich liegt. Der Verkehrsminister sagte, die Arbeiten würden mindestens drei Wochen dauern, und versprach, dass der Staat den Händlern helfen werde, die durch die Verzögerung Geld verloren haben.",
        "Der Stadtrat hat am späten Dienstagabend beschlossen, die Fahrpreise um ein Zehntel zu erhöhen, obwohl mehrere Mitglieder um Aufschub gebeten hatten.",
        "Ministerin tritt nach Bericht zurück",
    ),
    "fr": (
        "L'autorité portuaire a fermé lundi deux postes d'amarrage après que des ingénieurs ont découvert des fissures dans le mur du quai. Les navires chargés de céréales ont été dirigés vers un port plus petit, à quarante kilomètres au nord. Le ministre des Transports a déclaré que les travaux dureraient au moins trois semaines et que l'État aiderait les négociants touchés par ce retard.",
        "Le conseil municipal a voté mardi soir une hausse d'un dixième du prix des billets de bus, malgré l'opposition de plusieurs élus.",
        "La ministre démissionne après un rapport",
    ),
    "es": (
        "La autoridad portuaria cerró el lunes dos muelles después de que los ingenieros hallaran grietas en el muro principal. Los barcos cargados de grano fueron enviados a un puerto más pequeño, cuarenta kilómetros al norte, donde las cuadrillas trabajaron toda la noche. El ministro de Transportes dijo que las obras durarán al menos tres semanas y prometió que el Estado ayudará a los comerciantes perjudicados.",
        "El ayuntamiento aprobó el martes por la noche una subida del diez por ciento en el precio de los autobuses, pese a las protestas.",
        "La ministra dimite tras el informe",
    ),
    "it": (
        "L'autorità portuale ha chiuso lunedì due banchine dopo che gli ingegneri hanno trovato delle crepe nel muro principale. Le navi cariche di grano sono state mandate in un porto più piccolo, quaranta chilometri più a nord, dove si è lavorato tutta la notte. Il ministro dei Trasporti ha detto che i lavori dureranno almeno tre settimane e che lo Stato aiuterà i commercianti danneggiati dal ritardo.",
        "Il consiglio comunale ha deciso martedì sera di aumentare di un decimo il prezzo dei biglietti, nonostante le proteste di molti consiglieri.",
        "La ministra si dimette dopo l'inchiesta",
    ),
    "pt": (
        "A autoridade portuária fechou na segunda-feira dois cais depois de os engenheiros terem encontrado fissuras na parede principal. Os navios carregados de cereais foram enviados para um porto mais pequeno, quarenta quilómetros a norte, onde as equipas trabalharam durante toda a noite. O ministro dos Transportes disse que as obras não vão durar menos de três semanas e prometeu ajuda aos comerciantes.",
        "A câmara municipal aprovou na noite de terça-feira um aumento de dez por cento no preço dos bilhetes, apesar da oposição de vários vereadores.",
        "Ministra demite-se após o relatório",
    ),
    "nl": (
        "De havenautoriteit heeft maandag twee ligplaatsen gesloten nadat ingenieurs scheuren in de kademuur hadden gevonden. Schepen met graan werden naar een kleinere haven gestuurd, veertig kilometer naar het noorden, waar de hele nacht werd doorgewerkt. De minister van Verkeer zei dat de herstelwerkzaamheden minstens drie weken zullen duren en beloofde dat de staat handelaren zal helpen die geld hebben verloren.",
        "De gemeenteraad heeft dinsdagavond laat besloten de buskaartjes een tiende duurder te maken, hoewel verschillende leden om uitstel hadden gevraagd.",
        "Minister stapt op na rapport",
    ),
    "sv": (
        "Hamnmyndigheten stängde på måndagen två kajplatser efter att ingenjörer hade hittat sprickor i kajmuren. Fartyg med spannmål skickades till en mindre hamn fyra mil norrut, där man arbetade hela natten. Transportministern sade att reparationerna kommer att ta minst tre veckor och lovade att staten ska hjälpa de handlare som har förlorat pengar på grund av förseningen.",
        "Kommunfullmäktige beslutade sent på tisdagskvällen att höja bussbiljetterna med en tiondel, trots att flera ledamöter ville skjuta upp frågan.",
        "Ministern avgår efter rapporten",
    ),
    "da": (
        "Havnemyndigheden lukkede mandag to kajpladser, efter at ingeniører havde fundet revner i kajmuren. Skibe med korn blev sendt til en mindre havn fyrre kilometer mod nord, hvor der blev arbejdet hele natten. Transportministeren sagde, at reparationerne vil tage mindst tre uger, og lovede, at staten vil hjælpe de handlende, som har mistet penge på grund af forsinkelsen.",
        "Byrådet besluttede sent tirsdag aften at hæve prisen på busbilletter med en tiendedel, selv om flere medlemmer havde bedt om udsættelse.",
        "Minister går af efter rapporten",
    ),
    "no": (
        "Havnemyndighetene stengte mandag to kaiplasser etter at ingeniører hadde funnet sprekker i kaimuren. Skip med korn ble sendt til en mindre havn førti kilometer lenger nord, der det ble jobbet gjennom hele natten. Samferdselsministeren sa at reparasjonene vil ta minst tre uker, og lovet at staten skal hjelpe handelsfolk som har tapt penger på grunn av forsinkelsen.",
        "Bystyret vedtok sent tirsdag kveld å øke prisen på bussbilletter med en tidel, selv om flere av medlemmene hadde bedt om utsettelse.",
        "Statsråden går av etter rapporten",
    ),
    "fi": (
        "Satamaviranomainen sulki maanantaina kaksi laituripaikkaa, kun insinöörit löysivät halkeamia laiturin seinästä. Viljaa kuljettavat laivat ohjattiin pienempään satamaan neljäkymmentä kilometriä pohjoiseen, missä työskenneltiin läpi yön. Liikenneministeri sanoi, että korjaukset kestävät vähintään kolme viikkoa, ja lupasi valtion auttavan kauppiaita, jotka ovat menettäneet rahaa viivästyksen vuoksi.",
        "Kaupunginvaltuusto päätti myöhään tiistaina korottaa bussilippujen hintaa kymmenyksellä, vaikka useat jäsenet olivat pyytäneet lisäaikaa.",
        "Ministeri eroaa raportin jälkeen",
    ),
    "pl": (
        "Zarząd portu zamknął w poniedziałek dwa stanowiska, ponieważ inżynierowie znaleźli pęknięcia w ścianie nabrzeża. Statki ze zbożem skierowano do mniejszego portu czterdzieści kilometrów na północ, gdzie pracowano przez całą noc. Minister transportu powiedział, że naprawa potrwa co najmniej trzy tygodnie, i obiecał, że państwo pomoże handlowcom, którzy stracili pieniądze z powodu opóźnienia.",
        "Rada miasta zdecydowała późno we wtorek o podwyżce cen biletów autobusowych o jedną dziesiątą, choć kilku radnych prosiło o odroczenie.",
        "Minister odchodzi po ujawnieniu raportu",
    ),
    "cs": (
        "Správa přístavu v pondělí uzavřela dvě kotviště poté, co inženýři našli trhliny ve zdi nábřeží. Lodě s obilím byly poslány do menšího přístavu čtyřicet kilometrů na sever, kde se pracovalo celou noc. Ministr dopravy řekl, že opravy potrvají nejméně tři týdny, a slíbil, že stát pomůže obchodníkům, kteří kvůli zpoždění přišli o peníze.",
        "Městské zastupitelstvo v úterý pozdě večer schválilo zdražení jízdenek o desetinu, přestože několik členů žádalo o odklad.",
        "Ministr po zprávě končí ve funkci",
    ),
    "sk": (
        "Správa prístavu v pondelok uzavrela dve kotviská po tom, čo inžinieri našli trhliny v múre nábrežia. Lode s obilím poslali do menšieho prístavu štyridsať kilometrov na sever, kde sa pracovalo celú noc. Minister dopravy povedal, že opravy potrvajú najmenej tri týždne, a sľúbil, že štát pomôže obchodníkom, ktorí pre meškanie prišli o peniaze.",
        "Mestské zastupiteľstvo v utorok neskoro večer schválilo zvýšenie cestovného o desatinu, hoci viacerí poslanci žiadali odklad.",
        "Minister po správe odchádza z funkcie",
    ),
    "sl": (
        "Pristaniška uprava je v ponedeljek zaprla dva priveza, potem ko so inženirji našli razpoke v zidu pomola. Ladje z žitom so poslali v manjše pristanišče štirideset kilometrov severneje, kjer so delali vso noč. Minister za promet je dejal, da bodo popravila trajala najmanj tri tedne, in obljubil, da bo država pomagala trgovcem, ki so zaradi zamude izgubili denar.",
        "Mestni svet je v torek pozno zvečer sklenil, da se bodo cene vozovnic zvišale za desetino, čeprav je več članov prosilo za odlog.",
        "Minister je po poročilu odstopil",
    ),
    "hr": (
        "Lučka uprava zatvorila je u ponedjeljak dva veza nakon što su inženjeri pronašli pukotine u zidu pristaništa. Brodovi sa žitom preusmjereni su u manju luku četrdeset kilometara sjevernije, gdje se radilo cijelu noć. Ministar prometa rekao je da će popravci trajati najmanje tri tjedna i obećao da će država pomoći trgovcima koji su zbog kašnjenja izgubili novac.",
        "Gradsko vijeće odlučilo je u utorak kasno navečer povisiti cijene karata za desetinu, iako je nekoliko vijećnika tražilo odgodu.",
        "Ministar podnio ostavku nakon izvješća",
    ),
    "sr": (
        "Лучка управа је у понедељак затворила два веза пошто су инжењери пронашли пукотине у зиду пристаништа. Бродови са житом преусмерени су у мању луку четрдесет километара северно, где се радило целе ноћи. Министар саобраћаја рекао је да ће поправке трајати најмање три недеље и обећао да ће држава помоћи трговцима који су због кашњења изгубили новац.",
        "Градско веће одлучило је у уторак касно увече да повећа цене карата за десетину, иако је неколико одборника тражило одлагање.",
        "Министар поднео оставку после извештаја",
    ),
    "hu": (
        "A kikötői hatóság hétfőn lezárt két rakpartot, miután a mérnökök repedéseket találtak a falban. A gabonát szállító hajókat egy kisebb kikötőbe irányították, negyven kilométerrel északabbra, ahol egész éjjel dolgoztak. A közlekedési miniszter azt mondta, hogy a javítás legalább három hétig tart, és megígérte, hogy az állam segít a késés miatt kárt szenvedett kereskedőknek.",
        "A városi közgyűlés kedden késő este úgy döntött, hogy egytizeddel drágábbak lesznek a buszjegyek, noha többen halasztást kértek.",
        "Lemondott a miniszter a jelentés után",
    ),
    "ro": (
        "Autoritatea portuară a închis luni două dane după ce inginerii au găsit fisuri în zidul cheiului. Navele încărcate cu cereale au fost trimise într-un port mai mic, aflat la patruzeci de kilometri spre nord, unde s-a lucrat toată noaptea. Ministrul transporturilor a spus că reparațiile vor dura cel puțin trei săptămâni și a promis că statul îi va ajuta pe comercianți.",
        "Consiliul local a hotărât marți seara târziu să scumpească biletele de autobuz cu o zecime, deși mai mulți consilieri ceruseră o amânare.",
        "Ministrul demisionează după raport",
    ),
    "bg": (
        "Пристанищната администрация затвори в понеделник два кея, след като инженери откриха пукнатини в стената. Корабите със зърно бяха пренасочени към по-малко пристанище на четиридесет километра на север, където се работи през цялата нощ. Министърът на транспорта каза, че ремонтът ще отнеме поне три седмици, и обеща държавата да помогне на търговците, които са загубили пари заради забавянето.",
        "Общинският съвет реши късно във вторник билетите за автобус да поскъпнат с една десета, въпреки че няколко съветници поискаха отлагане.",
        "Министърът подаде оставка след доклада",
    ),
    "ru": (
        "Администрация порта закрыла в понедельник два причала после того, как инженеры нашли трещины в стене набережной. Суда с зерном направили в меньший порт в сорока километрах к северу, где работали всю ночь. Министр транспорта заявил, что ремонт займёт не менее трёх недель, и пообещал, что государство поможет торговцам, потерявшим деньги из-за задержки.",
        "Городской совет поздно вечером во вторник решил поднять цены на автобусные билеты на одну десятую, хотя несколько депутатов просили отсрочку.",
        "Министр ушёл в отставку после доклада",
    ),
    "uk": (
        "Адміністрація порту закрила в понеділок два причали після того, як інженери знайшли тріщини в стіні набережної. Судна із зерном спрямували до меншого порту за сорок кілометрів на північ, де працювали всю ніч. Міністр транспорту заявив, що ремонт триватиме щонайменше три тижні, і пообіцяв, що держава допоможе торговцям, які втратили гроші через затримку.",
        "Міська рада пізно ввечері у вівторок вирішила підняти ціни на автобусні квитки на одну десяту, хоча кілька депутатів просили відкласти це.",
        "Міністр пішов у відставку після звіту",
    ),
    "el": (
        "Η λιμενική αρχή έκλεισε τη Δευτέρα δύο θέσεις ελλιμενισμού, αφού μηχανικοί βρήκαν ρωγμές στον τοίχο της προβλήτας. Τα πλοία με σιτηρά στάλθηκαν σε ένα μικρότερο λιμάνι σαράντα χιλιόμετρα βορειότερα, όπου τα συνεργεία δούλευαν όλη τη νύχτα. Ο υπουργός Μεταφορών είπε ότι οι επισκευές θα διαρκέσουν τουλάχιστον τρεις εβδομάδες και υποσχέθηκε βοήθεια στους εμπόρους.",
        "Το δημοτικό συμβούλιο αποφάσισε αργά το βράδυ της Τρίτης να αυξήσει τα εισιτήρια κατά ένα δέκατο, παρότι αρκετοί ζήτησαν αναβολή.",
        "Παραιτήθηκε ο υπουργός μετά την έκθεση",
    ),
    "tr": (
        "Liman idaresi, mühendislerin rıhtım duvarında çatlaklar bulması üzerine pazartesi günü iki iskeleyi kapattı. Tahıl taşıyan gemiler kırk kilometre kuzeydeki daha küçük bir limana gönderildi ve ekipler orada bütün gece çalıştı. Ulaştırma bakanı, onarımın en az üç hafta süreceğini söyledi ve gecikme yüzünden para kaybeden tüccarlara devletin yardım edeceğine söz verdi.",
        "Belediye meclisi salı günü geç saatlerde otobüs biletlerine yüzde on zam yapılmasına karar verdi, ancak birkaç üye erteleme istedi.",
        "Bakan rapordan sonra istifa etti",
    ),
    "ar": (
        "أغلقت سلطة الميناء يوم الاثنين رصيفين بعد أن اكتشف المهندسون شقوقا في الجدار الرئيسي. وأرسلت السفن المحملة بالحبوب إلى ميناء أصغر يبعد أربعين كيلومترا إلى الشمال حيث عمل العمال طوال الليل. وقال وزير النقل إن الإصلاحات ستستغرق ثلاثة أسابيع على الأقل، ووعد بأن تساعد الدولة التجار الذين خسروا أموالهم بسبب التأخير.",
        "قرر مجلس المدينة في وقت متأخر من مساء الثلاثاء رفع أسعار تذاكر الحافلات بنسبة عشرة في المئة رغم اعتراض عدد من الأعضاء.",
        "استقالة الوزير بعد نشر التقرير",
    ),
    "fa": (
        "اداره بندر روز دوشنبه دو اسکله را بست، زیرا مهندسان در دیوار اصلی ترک‌هایی پیدا کردند. کشتی‌های حامل غلات به بندری کوچک‌تر در چهل کیلومتری شمال فرستاده شدند و کارگران در آنجا تمام شب کار کردند. وزیر راه گفت که تعمیرات دست‌کم سه هفته طول می‌کشد و قول داد دولت به بازرگانانی که زیان دیده‌اند کمک کند.",
        "شورای شهر دیروقت سه‌شنبه تصمیم گرفت بهای بلیت اتوبوس را ده درصد بالا ببرد، هرچند چند عضو خواهان عقب انداختن آن بودند.",
        "وزیر پس از انتشار گزارش کناره گرفت",
    ),
    "ur": (
        "بندرگاہ کے حکام نے پیر کے روز دو گھاٹ بند کر دیے کیونکہ انجینئروں کو دیوار میں دراڑیں ملی تھیں۔ اناج لے جانے والے جہازوں کو چالیس کلومیٹر شمال میں ایک چھوٹی بندرگاہ بھیجا گیا جہاں عملے نے ساری رات کام کیا۔ وزیر نے کہا کہ مرمت میں کم از کم تین ہفتے لگیں گے اور وعدہ کیا کہ حکومت تاجروں کی مدد کرے گی۔",
        "شہر کی کونسل نے منگل کی رات دیر گئے بسوں کے کرایے میں دس فیصد اضافے کا فیصلہ کیا حالانکہ کئی ارکان نے مہلت مانگی تھی۔",
        "رپورٹ کے بعد وزیر نے استعفیٰ دے دیا",
    ),
    "he": (
        "רשות הנמל סגרה ביום שני שני רציפים לאחר שמהנדסים מצאו סדקים בקיר המרכזי. אוניות שנשאו תבואה נשלחו לנמל קטן יותר במרחק ארבעים קילומטרים צפונה, ושם עבדו הצוותים כל הלילה. שר התחבורה אמר שהתיקונים יימשכו לפחות שלושה שבועות והבטיח שהמדינה תעזור לסוחרים שהפסידו כסף בגלל העיכוב.",
        "מועצת העיר החליטה בשעה מאוחרת ביום שלישי להעלות את מחירי הנסיעה בעשירית, אף שכמה חברים ביקשו לדחות את ההצבעה.",
        "השר התפטר בעקבות פרסום הדוח",
    ),
    "hi": (
        "बंदरगाह प्रशासन ने सोमवार को दो घाट बंद कर दिए क्योंकि इंजीनियरों को मुख्य दीवार में दरारें मिलीं। अनाज ले जा रहे जहाजों को चालीस किलोमीटर उत्तर में एक छोटे बंदरगाह पर भेजा गया, जहाँ कर्मचारियों ने सारी रात काम किया। परिवहन मंत्री ने कहा कि मरम्मत में कम से कम तीन सप्ताह लगेंगे और सरकार व्यापारियों की मदद करेगी।",
        "नगर परिषद ने मंगलवार देर रात बस किराया दस प्रतिशत बढ़ाने का फैसला किया, हालाँकि कई सदस्यों ने इसे टालने की माँग की थी।",
        "रिपोर्ट के बाद मंत्री ने इस्तीफा दिया",
    ),
    "bn": (
        "প্রধান দেয়ালে ফাটল পাওয়ার পর বন্দর কর্তৃপক্ষ সোমবার দুটি জেটি বন্ধ করে দিয়েছে। শস্যবাহী জাহাজগুলোকে চল্লিশ কিলোমিটার উত্তরে একটি ছোট বন্দরে পাঠানো হয়েছে, সেখানে কর্মীরা সারা রাত কাজ করেছেন। পরিবহন মন্ত্রী বলেছেন, মেরামতে অন্তত তিন সপ্তাহ লাগবে এবং ক্ষতিগ্রস্ত ব্যবসায়ীদের সরকার সাহায্য করবে।",
        "নগর পরিষদ মঙ্গলবার গভীর রাতে বাসের ভাড়া দশ শতাংশ বাড়ানোর সিদ্ধান্ত নিয়েছে, যদিও কয়েকজন সদস্য সময় চেয়েছিলেন।",
        "প্রতিবেদনের পর মন্ত্রীর পদত্যাগ",
    ),
    "ta": (
        "துறைமுகச் சுவரில் விரிசல்கள் காணப்பட்டதால் திங்கட்கிழமை இரண்டு தளங்கள் மூடப்பட்டன. தானியம் ஏற்றிய கப்பல்கள் வடக்கே நாற்பது கிலோமீட்டர் தொலைவில் உள்ள சிறிய துறைமுகத்துக்கு அனுப்பப்பட்டன. பழுதுபார்க்க குறைந்தது மூன்று வாரங்கள் ஆகும் என்று போக்குவரத்து அமைச்சர் கூறினார்.",
        "பேருந்துக் கட்டணத்தை பத்து சதவீதம் உயர்த்த நகர மன்றம் செவ்வாய்க்கிழமை இரவு முடிவு செய்தது.",
        "அறிக்கைக்குப் பின் அமைச்சர் பதவி விலகினார்",
    ),
    "id": (
        "Otoritas pelabuhan menutup dua dermaga pada hari Senin setelah para insinyur menemukan retakan di dinding utama. Kapal-kapal pengangkut gandum dialihkan ke pelabuhan yang lebih kecil empat puluh kilometer di utara, tempat para pekerja bertugas sepanjang malam. Menteri perhubungan mengatakan bahwa perbaikan akan memakan waktu paling sedikit tiga pekan dan berjanji negara akan membantu para pedagang yang rugi karena keterlambatan itu.",
        "Dewan kota memutuskan pada Selasa malam untuk menaikkan tarif bus sebesar sepuluh persen, meskipun beberapa anggota meminta penundaan.",
        "Menteri mundur usai laporan terbit",
    ),
    "ms": (
        "Pihak berkuasa pelabuhan menutup dua dermaga pada hari Isnin selepas jurutera menemui rekahan pada dinding utama. Kapal yang membawa bijirin dihantar ke pelabuhan yang lebih kecil empat puluh kilometer ke utara, tempat para pekerja bertugas sepanjang malam. Menteri Pengangkutan berkata kerja pembaikan akan mengambil masa sekurang-kurangnya tiga minggu dan berjanji bahawa kerajaan akan membantu peniaga yang kerugian kerana kelewatan itu.",
        "Majlis bandar raya memutuskan lewat malam Selasa untuk menaikkan tambang bas sebanyak sepuluh peratus, walaupun beberapa ahli meminta ditangguhkan.",
        "Menteri letak jawatan selepas laporan",
    ),
    "vi": (
        "Cơ quan quản lý cảng hôm thứ Hai đã đóng cửa hai bến tàu sau khi các kỹ sư phát hiện vết nứt trên tường chính. Những con tàu chở ngũ cốc được chuyển đến một cảng nhỏ hơn cách đó bốn mươi cây số về phía bắc, nơi công nhân làm việc suốt đêm. Bộ trưởng giao thông cho biết việc sửa chữa sẽ mất ít nhất ba tuần.",
        "Hội đồng thành phố tối muộn thứ Ba quyết định tăng giá vé xe buýt thêm mười phần trăm dù nhiều thành viên xin hoãn.",
        "Bộ trưởng từ chức sau báo cáo",
    ),
    "th": (
        "การท่าเรือปิดท่าเทียบเรือสองแห่งเมื่อวันจันทร์หลังจากวิศวกรพบรอยร้าวบนกำแพงหลัก เรือบรรทุกธัญพืชถูกส่งไปยังท่าเรือขนาดเล็กกว่าซึ่งอยู่ห่างออกไปทางเหนือสี่สิบกิโลเมตร รัฐมนตรีคมนาคมกล่าวว่าการซ่อมแซมจะใช้เวลาอย่างน้อยสามสัปดาห์ และรัฐจะช่วยเหลือพ่อค้าที่สูญเสียรายได้",
        "สภาเมืองมีมติเมื่อคืนวันอังคารให้ขึ้นค่าโดยสารรถเมล์ร้อยละสิบ แม้สมาชิกหลายคนขอให้เลื่อนออกไป",
        "รัฐมนตรีลาออกหลังมีรายงาน",
    ),
    "zh": (
        "港务局星期一关闭了两个泊位，因为工程师在码头主墙上发现了裂缝。运送粮食的船只被派往北面四十公里处的一个较小的港口，工人们在那里通宵工作。交通部长说，修理至少需要三个星期，并承诺国家将帮助因延误而蒙受损失的商人。",
        "市議會星期二深夜決定把公共汽車票價提高一成，雖然有幾名議員要求延期表決。",
        "报告公布后部长辞职",
    ),
    "ja": (
        "港湾当局は月曜日、技術者が岸壁にひび割れを見つけたため、二つの埠頭を閉鎖した。穀物を積んだ船は四十キロ北にある小さな港へ回され、作業員は夜通し働いた。運輸大臣は、修理には少なくとも三週間かかると述べ、遅れで損をした商人を国が助けると約束した。",
        "市議会は火曜日の夜遅く、バス運賃を一割引き上げることを決めたが、何人かの議員は延期を求めていた。",
        "報告書を受けて大臣が辞任した",
    ),
    "ko": (
        "항만 당국은 기술자들이 부두 벽에서 균열을 발견하자 월요일에 선석 두 곳을 폐쇄했다. 곡물을 실은 배들은 북쪽으로 사십 킬로미터 떨어진 더 작은 항구로 보내졌고 인부들은 밤새 일했다. 교통부 장관은 수리에 적어도 삼 주가 걸릴 것이라고 말하고 지연으로 손해를 본 상인들을 국가가 돕겠다고 약속했다.",
        "시의회는 화요일 밤늦게 버스 요금을 십 퍼센트 올리기로 결정했지만 몇몇 의원은 연기를 요구했다.",
        "보고서 공개 뒤 장관 사임",
    ),
    "ca": (
        "L'autoritat portuària va tancar dilluns dos molls després que els enginyers trobessin esquerdes al mur principal. Els vaixells carregats de gra van ser enviats a un port més petit, quaranta quilòmetres al nord, on es va treballar tota la nit. El ministre de Transports va dir que les obres duraran com a mínim tres setmanes i va prometre que l'Estat ajudarà els comerciants.",
        "L'ajuntament va aprovar dimarts a la nit un augment del deu per cent en el preu dels bitllets, tot i les protestes d'alguns regidors.",
        "La ministra dimiteix després de l'informe",
    ),
    "et": (
        "Sadama juhtkond sulges esmaspäeval kaks kaikohta, sest insenerid leidsid kai seinast praod. Viljalaevad saadeti väiksemasse sadamasse nelikümmend kilomeetrit põhja pool, kus töötati terve öö. Transpordiminister ütles, et remont kestab vähemalt kolm nädalat, ja lubas, et riik aitab kauplejaid, kes on viivituse tõttu raha kaotanud.",
        "Linnavolikogu otsustas teisipäeva hilisõhtul tõsta bussipiletite hinda kümnendiku võrra, kuigi mitu liiget palus edasilükkamist.",
        "Minister astus pärast aruannet tagasi",
    ),
}
